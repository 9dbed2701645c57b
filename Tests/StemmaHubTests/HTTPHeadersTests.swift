import StemmaHub
import Testing

@Suite struct HTTPHeadersTests {
  @Test func areFoundInAnyLetterCaseAndKeepTheirOrder() {
    let headers = HTTPHeaders([
      .init("x-hf-warning", "one"), .init("Link", "<a>"), .init("X-HF-Warning", "two"),
    ])
    #expect(headers["LINK"] == "<a>")
    #expect(headers.all("X-Hf-Warning") == ["one", "two"])
    #expect(headers["ETag"] == nil)
  }

  @Test(arguments: [
    ("HTTP/1.1 200 OK\r\nA: 1\r\nb:2\r\n\r\n", [["A", "1"], ["b", "2"]]),
    ("HTTP/1.1 100 Continue\r\nX: 0\r\n\r\nHTTP/1.1 200 OK\r\nA: 1\r\n\r\n", [["A", "1"]]),
    ("HTTP/1.1 200 OK\r\nA: 1\r\n\r\nLink: <trailer>\r\n", [["A", "1"]]),
    ("HTTP/1.1 200 OK\r\nA: 1\r\n  more\r\nnonsense\r\n\r\n", [["A", "1 more"]]),
    ("HTTP/2 200 \r\na: x: y\r\nempty:\r\n\r\n", [["a", "x: y"], ["empty", ""]]),
    ("", nil), ("HTTP/1.1 200 OK\r\nA: 1\r\n", nil), ("HTTP/1.1 200 OK\r\nA: 1\r\n\r", nil),
    ("HTTP/1.1 100 C\r\n\r\nHTTP/1.1 200 OK\r\nA", nil),
  ])
  func areReadFromTheWire(wire: String, fields: [[String]]?) {
    #expect(HTTPHeaders(parsing: Array(wire.utf8))?.fields.map { [$0.name, $0.value] } == fields)
  }
}
