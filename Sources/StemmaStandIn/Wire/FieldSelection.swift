internal import StemmaCore

/// The fields one request gets, in wire order.
struct FieldSelection {
  enum Route { case list, detail }

  /// Why the Hub refuses the fields asked for, in its words.
  struct Refusal: Error { var text: String }

  let kind: RepoKind
  let route: Route
  let isExpanded: Bool
  let names: [String]

  init(_ request: HubRequest, kind: RepoKind, route: Route) throws(Refusal) {
    let fields = WireFields.of(kind)
    let expand = request.values("expand")
    self.kind = kind
    self.route = route
    isExpanded = !expand.isEmpty
    guard isExpanded else {
      names = route == .detail ? fields.detail : Self.listed(request, fields)
      return
    }
    let allowed = fields.expandable.filter { name in
      route == .detail || !WireFields.refusedOnLists.contains(name)
    }
    guard expand.allSatisfy(allowed.contains) else {
      let list = allowed.joined(separator: ", ")
      throw Refusal(text: "\"expand\" must be one of [\(list)]")
    }
    let excluded = ["full", "cardData", "config"].filter { request.value($0) != nil }
    guard excluded.isEmpty else {
      throw Refusal(text: "\"expand\" conflict with forbidden peer \"\(excluded[0])\"")
    }
    let always = ["_id", "id"] + (route == .list ? ["trendingScore"] : [])
    let wanted = Set(expand + always)
    names = (route == .list ? fields.listOrder : fields.detailOrder).filter(wanted.contains)
  }

  /// The row as the Hub would write it.
  func row(_ repo: Repo) -> JSONValue {
    .object(
      names.compactMap { name in
        value(name, of: repo).map { JSONValue.Member(name, $0) }
      }
    )
  }

  private func value(_ name: String, of repo: Repo) -> JSONValue? {
    let said = repo.fields[name]
    switch name {
    case "inferenceProviderMapping":
      return InferenceProviders.shaped(said, asArray: route == .list)
    case "siblings": return said.map(SiblingNames.only)
    case "model-index" where said == nil:
      return isExpanded || repo.fields["cardData"] != nil ? .null : nil
    case "config" where said == nil: return isExpanded ? [:] : nil
    default: return said
    }
  }

  private static func listed(_ request: HubRequest, _ fields: WireFields) -> [String] {
    var names = fields.bare
    if request.isOn("full") { names += fields.full }
    for name in ["cardData", "config"] where request.isOn(name) { names.append(name) }
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }
  }
}

/// The same mapping is a list on list routes and an object on detail routes.
enum InferenceProviders {
  static func shaped(_ said: JSONValue?, asArray: Bool) -> JSONValue {
    switch said {
    case .object(let providers) where asArray:
      .array(
        providers.map { provider in
          .object([.init("provider", .string(provider.key))] + (provider.value.object ?? []))
        }
      )
    case .array(let providers) where !asArray:
      .object(
        providers.compactMap { provider in
          provider["provider"]?.string.map { name in
            .init(name, .object((provider.object ?? []).filter { $0.key != "provider" }))
          }
        }
      )
    case .object, .array: said ?? .null
    default: asArray ? [] : [:]
    }
  }
}

/// A world may tell sizes beside file names; they are shown only with `blobs=true`.
enum SiblingNames {
  static func only(_ siblings: JSONValue) -> JSONValue {
    .array(
      (siblings.array ?? []).map { file in
        .object((file.object ?? []).filter { $0.key == "rfilename" })
      }
    )
  }
}
