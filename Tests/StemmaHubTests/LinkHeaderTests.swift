import StemmaHub
import Testing

@Suite struct LinkHeaderTests {
  @Test(arguments: [
    (#"<https://h/a?x=1>; rel="next""#, "https://h/a?x=1"),
    (#"<https://h/a?ids=1,2;3&c=%3D>; rel="next""#, "https://h/a?ids=1,2;3&c=%3D"),
    ("<https://h/a>;rel=next", "https://h/a"),
    ("<https://h/a>;  REL = \"NeXt\"", "https://h/a"),
    ("<https://h/a>; rel='next'", "https://h/a"),
    (#"<https://h/a>; rel="last next""#, "https://h/a"),
    (#"<https://h/p>; rel="prev", <https://h/n>; rel="next""#, "https://h/n"),
    (#"<https://h/n>; title="a, <b>; rel=\"prev\""; rel="next""#, "https://h/n"),
    (#"<https://h/n>; crossorigin; rel="next""#, "https://h/n"),
    (#" , <https://h/n>; rel="next" , "#, "https://h/n"),
    (#"</api/models?cursor=a>; rel="next""#, "/api/models?cursor=a"),
  ])
  func findTheNextPage(header: String, next: String) {
    #expect(LinkHeader.next(in: [header]) == .page(next))
  }

  @Test(arguments: [
    [], [#"<https://h/a>; rel="prev""#], [#"<https://h/a>; rel="nextish""#], ["<https://h/a>"],
    [#"<https://h/a>; rel="prev"; rel="next""#],
  ])
  func noNextPageIsTheEnd(headers: [String]) {
    #expect(LinkHeader.next(in: headers) == .end)
  }

  @Test(arguments: [
    "", " ", "next", #"https://h/a; rel="next""#, #"<https://h/a; rel="next""#,
    #"<https://h/a>; rel="next"#, #"<>; rel="next""#, #"<https://h/a> rel="next""#,
  ])
  func whatCannotBeReadIsNoEnd(header: String) {
    #expect(LinkHeader.next(in: [header]) == .unreadable(header))
  }

  @Test func readEveryField() {
    let headers = [#"<https://h/p>; rel="prev""#, #"<https://h/n>; rel="next""#]
    #expect(LinkHeader.next(in: headers) == .page("https://h/n"))
  }
}
