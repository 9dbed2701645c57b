import StemmaHub
import Testing

@Suite struct HubErrorTests {
  static func error(_ status: Int, _ headers: HTTPHeaders = [:], _ body: String = "") -> HubError {
    let reply = HTTPResponse(url: "https://h/api", status: status, headers: headers)
    return HubError(reply: reply, body: Array(body.utf8))
  }

  @Test(
    arguments: [
      (401, [:], .notFound),
      (401, ["X-Error-Message": "Invalid credentials in Authorization header"], .badToken),
      (401, ["x-error-code": "GatedRepo"], .gated),
      (403, ["X-Error-Code": "GatedRepo"], .gated),
      (403, ["X-Error-Message": "Access to this resource is disabled."], .disabled),
      (403, [:], .forbidden),
      (404, ["X-Error-Code": "RepoNotFound"], .notFound),
      (404, ["X-Error-Code": "EntryNotFound"], .notFound),
      (404, ["X-Error-Code": "SomethingNew"], .notFound),
      (404, [:], .notFound),
      (400, [:], .badRequest), (416, [:], .badRequest),
      (429, [:], .rateLimited),
      (408, [:], .serverFault), (500, [:], .serverFault), (503, [:], .serverFault),
      (418, [:], .unexpectedStatus), (304, [:], .unexpectedStatus),
      // The order counts: the code is looked at first, then the disabled message, then the status.
      (500, ["X-Error-Code": "RepoNotFound"], .notFound),
      (401, ["X-Error-Message": "Access to this resource is disabled."], .disabled),
      (
        403,
        ["X-Error-Code": "GatedRepo", "X-Error-Message": "Access to this resource is disabled."],
        .gated
      ),
      (403, ["X-Error-Message": "Invalid credentials in Authorization header"], .forbidden),
    ] as [(Int, HTTPHeaders, HubError.Code)]
  )
  func meansWhatStatusAndHeadersSay(status: Int, headers: HTTPHeaders, code: HubError.Code) {
    #expect(Self.error(status, headers).code == code)
  }

  @Test func saysThatATokenIsDeadAndWhatToDo() {
    let error = Self.error(401, ["X-Error-Message": "Invalid credentials in Authorization header"])
    #expect("\(error)".contains("no longer valid"))
    #expect("\(error)".contains("Log in anew with `hf auth login`, or run without a token"))
  }

  @Test func leavesAddressesWithoutCredentialsAlone() {
    let error = HubError(.serverFault, url: "https://h:8080/api/models/a@b/x?y=c@d")
    #expect("\(error)".contains("[https://h:8080/api/models/a@b/x?y=c@d]"))
  }

  @Test(arguments: [401, 403, 404])
  func isNeverJudgedByTheBodysText(status: Int) {
    let words = #"{"error":"Invalid credentials. GatedRepo. Access to this resource is disabled."}"#
    #expect(Self.error(status, [:], words).code == Self.error(status).code)
  }

  @Test(arguments: [
    (#"{"error":"Invalid username or password."}"#, "Invalid username or password."),
    (#"{"error":["one","two"]}"#, "one; two"),
    (#"{"errors":[{"message":"one"},{"message":"two"}]}"#, "one; two"),
    (#"{"error":"code","error_description":"why"}"#, "code; why"),
    (#"{"message":"m"}"#, "m"),
    ("plain\n  text\u{7}", "plain text"),
    ("<html><head><title>504 Gateway\nTime-out</title>", "504 Gateway Time-out"),
    ("", nil), ("{}", nil), (#"{"error":7}"#, nil),
  ])
  func showsTheHubsWords(body: String, message: String?) {
    #expect(Self.error(400, [:], body).message == message)
  }

  @Test(
    arguments: [
      (["X-Request-Id": "Root=1-a;b", "X-Amzn-Trace-Id": "t"], "Root=1-a;b"),
      (["X-Amzn-Trace-Id": "t", "X-Amz-Cf-Id": "c"], "t"), (["X-Amz-Cf-Id": "c"], "c"), ([:], nil),
    ] as [(HTTPHeaders, String?)]
  )
  func quotesTheRequestsIdentifier(headers: HTTPHeaders, id: String?) {
    #expect(Self.error(500, headers).requestID == id)
  }

  @Test(arguments: [
    (#""expand" must be one of [author, sha]"#, ["author", "sha"]),
    (#""expand" must be one of ["author","model-index"]"#, ["author", "model-index"]),
    (#""expand[3]" must be one of [author]"#, ["author"]),
    (#"Invalid query: \"expand\" must be one of [a_b, c]; more"#, ["a_b", "c"]),
    // A list cut short says nothing of what it leaves out.
    (#""expand" must be one of [author, …]"#, []),
    (#""expand" must be one of something"#, []),
  ])
  func knowsARefusedProperty(words: String, allowed: [String]) {
    let words = words.replacing("\\\"", with: "\"").replacing("\"", with: "\\\"")
    let error = Self.error(400, [:], #"{"error":"\#(words)"}"#)
    #expect(error.code == .refusedProperty(allowed: allowed))
    let isKnown = !allowed.isEmpty
    #expect(error.refused(among: allowed + ["baseModels"]) == (isKnown ? ["baseModels"] : []))
  }

  @Test(arguments: [
    #""sort" must be one of [likes]"#, "expand must be nothing", #""limit" must be a number"#,
    #""notexpand" must be one of [a]"#,
  ])
  func isNoRefusedPropertyWhenAnotherParameterIsMeant(words: String) {
    let words = words.replacing("\"", with: "\\\"")
    #expect(Self.error(400, [:], #"{"error":"\#(words)"}"#).code == .badRequest)
  }

  @Test func isOneLineWithAHint() {
    let body = "{\"error\":\"bad\\n\\u001bword\"}"
    let error = Self.error(400, ["X-Request-Id": "r-1"], body)
    #expect(
      error.description
        == "The Hub rejected the request as malformed (HTTP 400): bad word. The Hub's API may have "
        + "changed: run `stemma doctor`. [https://h/api, request r-1]"
    )
  }

  /// A listing's address is longer than all that is said about it.
  @Test func shortensTheAddressAndSaysItLast() {
    var error = HubError(
      .serverFault,
      url: "https://h/api/models?" + String(repeating: "expand=author&", count: 30),
      status: 500
    )
    error.attempts = 5
    #expect(
      error.description
        == "The Hub reported an internal error (HTTP 500). This is usually temporary. Run the "
        + "command again later; nothing harvested is lost. [https://h/api/models?"
        + "expand=author&expand=author&expand=author&expand=author&expand=author&expand=au…, "
        + "after 5 requests]"
    )
  }
}
