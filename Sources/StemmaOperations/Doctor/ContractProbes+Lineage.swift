import StemmaCore
import StemmaHub

extension ContractProbes {
  /// The first row of the models that a filter lets through, and the reply.
  private func first(_ filter: String) async throws -> (row: JSONValue?, reply: ProbeReply?) {
    let reply = try await door.ask(.listing(.model, filters: [filter], limit: 1))
    return (reply?.rows?.first, reply)
  }

  func vanished() async throws -> Checkup.Line {
    let point = ContractPoint.vanished
    let (row, reply) = try await first(ProbeSubjects.children(of: ProbeSubjects.vanished))
    guard reply?.rows != nil else { return unseen(point, reply, ProbeSubjects.vanished) }
    if let row { return point.line(.same, row.repoName ?? "a row") }
    // A Hub that never had the model has no children of it, either.
    let model = try await door.ask(.detail(.model, ProbeSubjects.vanished), anonymously: true)
    guard let model, (200..<400).contains(model.status) else {
      return unseen(point, model, "none, and no \(ProbeSubjects.vanished)")
    }
    return point.line(.differs, "none of \(ProbeSubjects.vanished)")
  }

  /// Where the model has no children under its present name, either, none under the old one says nothing.
  func oldName(hasChildren: Bool) async throws -> Checkup.Line {
    let point = ContractPoint.oldName
    let (row, reply) = try await first(ProbeSubjects.children(of: ProbeSubjects.renamed.old))
    guard reply?.rows != nil else { return unseen(point, reply, ProbeSubjects.renamed.old) }
    if let row {
      return point.line(.differs, "\(row.repoName ?? "a row") of \(ProbeSubjects.renamed.old)")
    }
    return hasChildren
      ? point.line(.same, "none of \(ProbeSubjects.renamed.old)")
      : point.line(.unknown, "none, and no children of \(ProbeSubjects.renamed.new)")
  }

  func letterCase() async throws -> Checkup.Line {
    let point = ContractPoint.letterCase
    let (written, real) = ProbeSubjects.letters
    let (other, otherReply) = try await first("base_model:quantized:\(written)")
    let (own, ownReply) = try await first("base_model:quantized:\(real)")
    guard otherReply?.rows != nil, ownReply?.rows != nil else {
      return unseen(point, ownReply ?? otherReply, real)
    }
    return switch (other != nil, own != nil) {
    case (false, true): point.line(.same, "none of \(written), some of \(real)")
    case (true, _): point.line(.differs, "some of \(written)")
    case (false, false): point.line(.unknown, "none of \(real): it may be gone")
    }
  }

  func adapters() async throws -> Checkup.Line {
    let point = ContractPoint.adapters
    let reply = try await door.ask(
      .listing(.model, filters: ["peft"], limit: 20, expand: ["config"])
    )
    guard let reply, !isUnseen(reply) else { return unseen(point, reply, "adapters") }
    guard let rows = reply.rows else { return point.line(.differs, reply.sight) }
    guard !rows.isEmpty else { return point.line(.unknown, "no adapters") }
    let told = rows.compactMap { $0["config"]?["peft"]?["base_model_name_or_path"]?.string }
    guard !rows.allSatisfy({ $0["config"]?.object?.isEmpty == true }) else {
      return point.line(.unknown, "none of \(rows.count) rows shows any configuration")
    }
    return told.isEmpty
      ? point.line(.differs, "absent in \(rows.count.counted("row"))")
      : point.line(.same, "in \(told.count) of \(rows.count.counted("row"))")
  }

  /// Compares the count of the web side with that of the detail.
  func counts(_ detail: ProbeReply?) async throws -> Checkup.Line {
    let point = ContractPoint.counts
    guard let counted = detail?.json?["childrenModelCount"]?["finetune"]?.integer else {
      return unseen(point, detail, "childrenModelCount")
    }
    let model = ProbeSubjects.renamed.new.percentEncoded()
    let reply = try await door.ask(
      "/models-json?other=base_model%3Afinetune%3A\(model)&withCount=true"
    )
    guard let reply, !isUnseen(reply) else { return unseen(point, reply, "models-json") }
    guard let total = reply.json?["numTotalItems"]?.integer else {
      return point.line(.differs, "\(reply.sight) without a total")
    }
    guard total > 0 || counted > 0 else { return point.line(.unknown, "it has no finetunes") }
    let isNear = abs(total - counted) <= max(3, counted / 100)
    return point.line(isNear ? .same : .differs, "\(total), where the detail says \(counted)")
  }
}
