import StemmaCore
import Testing

@Suite struct EncodedTextTests {
  @Test func bytesAreTwoDigitsEach() {
    #expect([0x00, 0x0A, 0xFF].hexadecimal == "000aff")
    #expect([UInt8]().hexadecimal == "")
  }

  @Test func numbersAreFilledUpAndNeverCut() {
    #expect(UInt64(0x1F).hexadecimal(digits: 4) == "001f")
    #expect(UInt64.max.hexadecimal(digits: 4) == "ffffffffffffffff")
  }

  @Test func allButUnreservedCharactersIsPercentEncoded() {
    #expect("a-Z_0.9~".percentEncoded() == "a-Z_0.9~")
    #expect("a/b:c d é%".percentEncoded() == "a%2Fb%3Ac%20d%20%C3%A9%25")
    #expect("(a)*!".percentEncoded(keeping: "!*") == "%28a%29*!")
  }

  @Test func quotationMarksAreDoubledInSQL() {
    #expect("it's".sqlLiteral == "'it''s'")
    #expect("".sqlLiteral == "''")
  }
}
