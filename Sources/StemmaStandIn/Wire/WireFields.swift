internal import StemmaCore

/// Which fields each route writes, in the order seen in recorded replies.
struct WireFields {
  /// A listing's row when nothing is asked for.
  let bare: [String]
  /// What `full=true` adds.
  let full: [String]
  /// A detail reply when nothing is asked for.
  let detail: [String]
  /// The order of rows with `expand`, on the list and on the detail route.
  let listOrder: [String]
  let detailOrder: [String]
  /// What `expand` takes, in the order the Hub's refusal names it.
  let expandable: [String]

  /// What the list route refuses although the detail route knows it.
  static let refusedOnLists: Set<String> = ["childrenModelCount", "usedStorage"]

  static func of(_ kind: RepoKind) -> WireFields {
    switch kind {
    case .model: model
    case .dataset: dataset
    case .space: space
    }
  }

  private static let model = WireFields(
    bare: words(
      """
      _id id likes trendingScore private downloads tags pipeline_tag library_name createdAt
      modelId
      """
    ),
    full: words("author sha lastModified gated disabled siblings"),
    detail: words(
      """
      _id id private pipeline_tag library_name tags downloads likes modelId author sha
      lastModified gated disabled mask_token widgetData model-index config cardData
      transformersInfo siblings spaces createdAt safetensors inference usedStorage
      """
    ),
    listOrder: words(
      """
      _id id author baseModels cardData disabled gated inferenceProviderMapping lastModified likes
      trendingScore private sha config downloads downloadsAllTime model-index safetensors gguf
      evalResults tags pipeline_tag library_name transformersInfo widgetData createdAt siblings
      resourceGroup xetEnabled
      """
    ),
    detailOrder: words(
      """
      _id id author baseModels cardData config disabled downloads downloadsAllTime evalResults
      gated lastModified library_name likes mask_token model-index pipeline_tag private sha tags
      transformersInfo trendingScore widgetData siblings spaces createdAt safetensors gguf
      resourceGroup childrenModelCount inference usedStorage inferenceProviderMapping xetEnabled
      """
    ),
    expandable: words(
      """
      author baseModels cardData childrenModelCount config createdAt disabled downloads
      downloadsAllTime evalResults gated gguf inference inferenceProviderMapping lastModified
      library_name likes mask_token model-index pipeline_tag private resourceGroup safetensors sha
      siblings spaces tags transformersInfo trendingScore usedStorage widgetData xetEnabled
      """
    )
  )

  private static let dataset = WireFields(
    bare: words(
      """
      _id id author disabled gated lastModified likes trendingScore private sha description
      downloads paperswithcode_id tags createdAt key
      """
    ),
    full: words("cardData citation siblings"),
    detail: words(
      """
      _id id author disabled gated lastModified likes trendingScore private sha citation
      description downloads paperswithcode_id tags cardData siblings createdAt usedStorage
      """
    ),
    listOrder: datasetOrder,
    detailOrder: datasetOrder,
    expandable: words(
      """
      author cardData citation createdAt description disabled downloads downloadsAllTime gated
      lastModified likes mainSize paperswithcode_id private resourceGroup sha siblings tags
      trendingScore usedStorage xetEnabled
      """
    )
  )

  private static let datasetOrder = words(
    """
    _id id author cardData citation disabled description downloads downloadsAllTime gated
    lastModified likes mainSize paperswithcode_id private sha tags trendingScore siblings createdAt
    resourceGroup usedStorage xetEnabled
    """
  )

  private static let space = WireFields(
    bare: words("_id id likes trendingScore private sdk tags createdAt"),
    full: words("author cardData datasets disabled lastModified models sha siblings subdomain"),
    detail: words(
      """
      _id id author sha lastModified private disabled sdk subdomain tags likes models datasets
      cardData siblings createdAt runtime usedStorage
      """
    ),
    listOrder: spaceOrder,
    detailOrder: spaceOrder,
    expandable: words(
      """
      author cardData createdAt datasets disabled lastModified likes models private region
      resourceGroup runtime sdk sha siblings subdomain tags trendingScore usedStorage xetEnabled
      """
    )
  )

  private static let spaceOrder = words(
    """
    _id id author cardData datasets disabled lastModified likes models private region runtime sdk
    sha subdomain tags trendingScore siblings createdAt resourceGroup usedStorage xetEnabled
    """
  )

  private static func words(_ text: String) -> [String] {
    text.split(whereSeparator: \.isWhitespace).map(String.init)
  }
}
