import Foundation
import Stemma
import StemmaAnswers
import StemmaCore
import StemmaGraph
import StemmaStandIn
import StemmaTestSupport
import StemmaTrialSupport
import Testing

/// Bills of materials with all that a cache knows, as the programs that they are for read them.
@Suite(.timeLimit(.minutes(2))) struct BillOfMaterialsTests {
  private static let world = [
    #"{"model": {"id": "l/base", "createdAt": "2024-01-01T00:00:00.000Z", "cardData": {"license": "gpl-3.0"}}}"#,
    #"{"dataset": {"id": "d/texts", "cardData": {"license": "cc-by-4.0"}}}"#,
    """
    {"model": {"id": "a/chat", "pipeline_tag": "text-generation", "library_name": "transformers", \
    "cardData": {"base_model": ["l/base", "no/such"], "license": "mit", "language": ["de", "en"], \
    "datasets": ["d/texts", "d/gone"]}}}
    """,
    """
    {"model": {"id": "b/other", "cardData": {"base_model": "a/chat", "license": "other", \
    "license_name": "house-rules", "license_link": "https://example.org/rules"}}}
    """,
  ]

  private func export(_ format: String, _ selectors: String..., of trial: Trial) throws -> String {
    var bytes: [UInt8] = []
    let choice = FamilyChoice(try selectors.map { try FamilySelector($0) })
    _ = try trial.answers().export(choice, as: #require(FamilyExports.named(format))) {
      bytes += $0
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func read(_ text: String, with reader: String) throws -> JSONValue {
    try withScratchFolder { folder in
      let file = folder.appending(path: reader.contains("spdx") ? "b.spdx.json" : "b.cdx.json")
      try Data(text.utf8).write(to: file)
      let output = try Python.run("read_bill.py", [reader, file.path])
      return try JSONValue(parsing: String(decoding: output, as: UTF8.self))
    }
  }

  @Test func aBillOfOneModelTellsAllThatIsKnown() async throws {
    try await Trial.of(World(lines: Self.world)) { trial in
      try await trial.harvest()
      let text = try export("cyclonedx", "+a/chat", of: trial)
      let bill = try JSONValue(parsing: text)
      let started = try trial.rows("SELECT started_at FROM harvest")
      #expect(bill["metadata"]?["timestamp"]?.string == started.first)
      #expect(
        bill["serialNumber"]?.string?.wholeMatch(
          of: /urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/
        ) != nil
      )
      let tool = bill["metadata"]?["tools"]?["components"]?.array?.first
      #expect(tool?["version"]?.string == Version.text)

      let subject = try #require(bill["metadata"]?["component"])
      // What was read is where it was read; the package is the Hub's all the same.
      let page = subject["externalReferences"]?.array?.first?["url"]?.string
      #expect(page == "\(trial.address.absoluteString)/a/chat")
      #expect(subject["purl"]?.string?.hasPrefix("pkg:huggingface/a/chat") == true)
      let document = try export("spdx", "+a/chat", of: trial)
      #expect(document.contains("\"software_downloadLocation\":\"\(trial.address.absoluteString)/"))
      #expect(subject["group"] == "a" && subject["name"] == "chat")
      #expect(subject["licenses"] == [["license": ["id": "MIT"]]])
      let parameters = subject["modelCard"]?["modelParameters"]
      #expect(parameters?["task"] == "text-generation")
      #expect(parameters?["datasets"]?.array?.count == 2)
      let ancestors = subject["pedigree"]?["ancestors"]?.array ?? []
      #expect(ancestors.map { $0["name"] } == ["base", "no/such"])
      let commit = try trial.rows("SELECT sha FROM repo WHERE name = 'l/base'")
      #expect(ancestors.first?["version"]?.string == commit.first)
      #expect(ancestors.first?["purl"]?.string == "pkg:huggingface/l/base@\(commit[0])")
      #expect(ancestors.allSatisfy { $0["bom-ref"]?.string != nil })

      let components = bill["components"]?.array ?? []
      #expect(
        components.compactMap { $0["type"]?.string }.sorted()
          == ["data", "data", "machine-learning-model", "machine-learning-model"]
      )
      let base = components.first { $0["name"] == "base" }
      #expect(base?["licenses"] == [["license": ["id": "GPL-3.0-only"]]])
      let dependency = bill["dependencies"]?.array?.first { $0["ref"] == subject["bom-ref"] }
      #expect(dependency?["dependsOn"]?.array?.count == 4)

      let note = try #require(bill["annotations"]?.array?.first)
      #expect(bill["annotations"]?.array?.count == 1)
      #expect(note["subjects"]?.array?.first == subject["bom-ref"])
      for words in ["rule gpl-3.0", "l/base (gpl-3.0)", "Declared: mit", "seen since 20"] {
        #expect(note["text"]?.string?.contains(words) == true, "\(words)")
      }
      // The same cache gives the same bytes, and another bill another number.
      #expect(try export("cyclonedx", "+a/chat", of: trial) == text)
      let other = try JSONValue(parsing: export("cyclonedx", "a/chat", of: trial))
      #expect(other["serialNumber"] != bill["serialNumber"])
      #expect(try export("spdx", "+a/chat", of: trial) == export("spdx", "+a/chat", of: trial))
    }
  }

  @Test(
    .enabled("needs python3 with cyclonedx and lib4sbom") {
      Python.canImport("cyclonedx.validation.json, jsonschema, lib4sbom")
    }
  )
  func otherProgramsReadTheBill() async throws {
    try await Trial.of(World(lines: Self.world)) { trial in
      try await trial.harvest()
      for format in ["cyclonedx", "cyclonedx-1.7"] {
        for selectors in [["+a/chat"], ["b/other", "a/chat+"], ["no/such+"]] {
          let choice = FamilyChoice(try selectors.map { try FamilySelector($0) })
          var bytes: [UInt8] = []
          _ = try trial.answers().export(choice, as: #require(FamilyExports.named(format))) {
            bytes += $0
          }
          let text = String(decoding: bytes, as: UTF8.self)
          #expect(try read(text, with: "cyclonedx_faults") == [], "\(format) \(selectors)")
        }
      }
      let text = try export("cyclonedx", "+a/chat", of: trial)
      let kept = try read(text, with: "cyclonedx_model")
      #expect(kept["licenses"] == ["MIT"])
      #expect(kept["components"]?.array?.count == 4 && kept["depends"]?.array?.count == 4)
      #expect(kept["ancestors"]?.array?.count == 2)
      let seen = try read(text, with: "lib4sbom")
      #expect(seen["type"] == "cyclonedx" && (seen["packages"]?.array?.count ?? 0) >= 4)
    }
  }

  @Test(
    .enabled("needs python3 with spdx_python_model") { Python.canImport("spdx_python_model") }
  )
  func theModelOfSPDXReadsTheDocument() async throws {
    try await Trial.of(World(lines: Self.world)) { trial in
      try await trial.harvest()
      let seen = try read(export("spdx", "+a/chat+", of: trial), with: "spdx_model")
      #expect(seen["missing"] == [])
      #expect(seen["models"] == ["a/chat", "b/other", "l/base", "no/such"])
      #expect(seen["datasets"] == ["d/gone", "d/texts"])
      let licenses = seen["licenses"]?.array?.compactMap(\.string) ?? []
      #expect(
        licenses.filter { !$0.hasPrefix("LicenseRef-house-rules-") }
          == ["CC-BY-4.0", "GPL-3.0-only", "MIT"]
      )
      #expect(licenses.count == 4)
      let relations = seen["relations"]?.array?.compactMap(\.string) ?? []
      for relation in [
        "a/chat descendantOf l/base", "a/chat descendantOf no/such", "b/other descendantOf a/chat",
        "a/chat trainedOn d/texts", "a/chat trainedOn d/gone", "a/chat hasDeclaredLicense MIT",
      ] {
        #expect(relations.contains(relation), "\(relation)")
      }
      #expect(seen["statements"]?.array?.count == 1)
    }
  }

  /// Reported: `GPL-3.0` is an identifier that SPDX has given up.
  @Test(
    .enabled("needs python3 with cyclonedx and license_expression") {
      Python.canImport("cyclonedx.schema, license_expression")
    }
  )
  func everyIdentifierOfALicenseIsOneThatSPDXHasNow() throws {
    let hubs = """
      apache-2.0 mit afl-3.0 artistic-2.0 bsl-1.0 bsd-2-clause bsd-3-clause bsd-3-clause-clear c-uda
      cc0-1.0 cc-by-2.0 cc-by-2.5 cc-by-3.0 cc-by-4.0 cc-by-sa-3.0 cc-by-sa-4.0 cc-by-nc-2.0
      cc-by-nc-3.0 cc-by-nc-4.0 cc-by-nd-4.0 cc-by-nc-nd-3.0 cc-by-nc-nd-4.0 cc-by-nc-sa-2.0
      cc-by-nc-sa-3.0 cc-by-nc-sa-4.0 cdla-sharing-1.0 cdla-permissive-1.0 cdla-permissive-2.0 wtfpl
      ecl-2.0 epl-1.0 epl-2.0 etalab-2.0 eupl-1.1 eupl-1.2 agpl-3.0 gpl-2.0 gpl-3.0 lgpl-2.1 lgpl-3.0
      isc lppl-1.3c ms-pl mpl-2.0 odc-by odbl osl-3.0 postgresql ofl-1.1 ncsa unlicense zlib pddl
      lgpl-lr gpl bsd cc gemma llama3 unknown
      """
      .split(whereSeparator: \.isWhitespace)
    var family = DrawnFamily(nodes: [FamilyNode(.model("1"), "acme/base")])
    family.nodes[0].license = hubs.joined(separator: ",")
    let told = try read(ExportedText("cyclonedx", of: family).text, with: "license_faults")
    #expect(told["faults"] == [])
    #expect(told["count"]?.integer == Int64(hubs.count - 6))
  }
}
