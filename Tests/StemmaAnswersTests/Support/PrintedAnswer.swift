import StemmaCore
import Testing

/// Whether an answer prints as is written here, in every form.
func expect(
  _ answer: some Report,
  json: String,
  rows: String,
  text: String,
  at place: SourceLocation = #_sourceLocation
) {
  #expect(answer.text(as: .json) == json + "\n", sourceLocation: place)
  #expect(answer.json.inertText == json, sourceLocation: place)
  #expect(answer.text(as: .markdown) == rows + "\n", sourceLocation: place)
  #expect(answer.text(as: .table) == text + "\n", sourceLocation: place)
}
