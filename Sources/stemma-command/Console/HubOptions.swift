import ArgumentParser
import Foundation
import StemmaHarvest

/// The options of a command that asks the Hub: where it is, as whom, and whom to trust.
struct HubOptions: ParsableArguments {
  @Option(
    help: .init(
      "The Hub's URL. Default: $HF_ENDPOINT, or https://huggingface.co.",
      valueName: "url"
    )
  )
  var endpoint: String?

  @Option(
    help: """
      An access token. Default: $HF_TOKEN, or the file that `hf auth login` wrote. Other users of the \
      machine can see this option in the list of processes: prefer these.
      """
  )
  var token: String?

  @Option(
    help: .init(
      """
      The certificate authorities to trust, in PEM. Default: $CURL_CA_BUNDLE, $SSL_CERT_FILE, \
      $REQUESTS_CA_BUNDLE, or the machine's.
      """,
      valueName: "file"
    )
  )
  var caFile: String?

  /// What these options and the environment say of the Hub together.
  func settings() throws -> HubSettings {
    try HubSettings(
      endpoint: endpoint,
      token: token,
      certificateFile: caFile,
      environment: ProcessInfo.processInfo.environment
    )
  }
}
