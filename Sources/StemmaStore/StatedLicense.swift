/// The license that a repository states, as answers tell it.
///
/// `other` alone tells nothing: the name and the link that the card gives it are told with it.
package enum StatedLicense {
  /// The columns that it is made of.
  package static let columns = ["license", "license_name", "license_link"]

  /// SQL for it, such as `other (my-terms, https://example.org)`; NULL where none is stated.
  ///
  /// The statement calls `repo` by the name of `table`.
  package static func sql(of table: String = "repo") -> String {
    let (license, name, link) = (
      "\(table).license", "nullif(\(table).license_name, '')", "nullif(\(table).license_link, '')"
    )
    return """
      CASE WHEN coalesce(\(name), \(link)) IS NULL
          OR instr(',' || lower(\(license)) || ',', ',\(other),') = 0 THEN \(license)
        ELSE \(license) || ' (' || coalesce(\(name) || ', ' || \(link), \(name), \(link)) || ')' END
      """
  }

  /// The same from the three columns.
  package static func text(_ license: String?, name: String?, link: String?) -> String? {
    guard let license else { return nil }
    let more = [name, link].compactMap(\.self).filter { !$0.isEmpty }
    guard !more.isEmpty, values(license).contains(where: isOther) else { return license }
    return "\(license) (\(more.joined(separator: ", ")))"
  }

  /// The licenses one by one: a card may state several.
  package static func each(of license: String, name: String?, link: String?) -> [String] {
    values(license).map {
      isOther($0) ? text(String($0), name: name, link: link) ?? String($0) : String($0)
    }
  }

  /// The licenses one by one of what ``text(_:name:link:)`` gives.
  package static func each(ofText text: String) -> [String] {
    guard text.hasSuffix(")"), let start = text.firstRange(of: " (") else {
      return each(of: text, name: nil, link: nil)
    }
    let licenses = text[..<start.lowerBound]
    guard values(String(licenses)).contains(where: isOther) else {
      return each(of: text, name: nil, link: nil)
    }
    return each(
      of: String(licenses),
      name: String(text[start.upperBound...].dropLast()),
      link: nil
    )
  }

  private static let other = "other"

  private static func values(_ license: String) -> [Substring] {
    license.split(separator: ",").map { $0.drop { $0 == " " } }.filter { !$0.isEmpty }
  }

  private static func isOther(_ value: Substring) -> Bool { value.lowercased() == other }
}
