import StemmaCore

/// The description of the API that the program serves, for programs that read such.
enum OpenAPI {
  /// OpenAPI 3.1.
  static let document: JSONValue = [
    "openapi": "3.1.0",
    "info": [
      "title": "Stemma", "version": .string(Version.text),
      "description": """
      The answers of the command `stemma`, in the same shapes, read from one cache on this machine. \
      Nothing can be changed. Every answer carries an ETag, which changes when the cache does.
      """,
    ],
    "servers": [["url": "/api"]],
    "paths": .object(API.routes.map { JSONValue.Member("/" + $0.path, ["get": operation($0)]) }),
    "components": [
      "schemas": .object(
        shapes.map { JSONValue.Member(name(of: $0), JSONShapes.documented.schemas[$0] ?? [:]) }
          + [JSONValue.Member("problem", problem)]
      ),
      "headers": headers,
    ],
  ]

  private static let shapes = API.routes.map(\.shape).reduce(into: [String]()) { shapes, shape in
    if !shapes.contains(shape) { shapes.append(shape) }
  }

  private static func name(of shape: String) -> String {
    shape.split { !$0.isLetter && !$0.isNumber }.joined(separator: "-")
  }

  private static func operation(_ route: APIRoute) -> JSONValue {
    [
      "operationId": .string(route.path.replacing("/", with: "-")),
      "summary": .string(route.summary),
      "description": .string("What `stemma \(route.shape)` gives with `--json`."),
      "parameters": .array(route.allParameters.map(\.json)),
      "responses": [
        "200": success(route),
        "304": ["description": "The cache is as the client knows it."],
        "400": refusal("A parameter that the route does not take, or a query that is none."),
        "404": refusal("Nothing of that name, or nothing by that day."),
        "406": refusal("A format in which no answer is written."),
        "default": refusal("Not answered: by another name of the server, too much, too many."),
      ],
    ]
  }

  private static func success(_ route: APIRoute) -> JSONValue {
    let schema: JSONValue = ["$ref": .string("#/components/schemas/" + name(of: route.shape))]
    let rows: JSONValue = ["schema": ["type": "string"]]
    return [
      "description": .string(route.summary),
      "headers": .object(
        ["ETag", "Link", "Stemma-Total"].map {
          JSONValue.Member($0, ["$ref": .string("#/components/headers/" + $0)])
        }
      ),
      "content": .object([
        .init(APIFormat.json.mediaType, ["schema": schema]),
        .init(APIFormat.jsonl.mediaType, rows), .init(APIFormat.csv.mediaType, rows),
      ]),
    ]
  }

  private static func refusal(_ meaning: String) -> JSONValue {
    [
      "description": .string(meaning),
      "content": [
        "application/problem+json": ["schema": ["$ref": "#/components/schemas/problem"]]
      ],
    ]
  }

  /// RFC 9457.
  private static let problem: JSONValue = [
    "type": "object",
    "properties": [
      "type": ["type": "string"], "title": ["type": "string"], "status": ["type": "integer"],
      "detail": ["type": "string", "description": "What happened and what to do."],
    ],
    "required": ["type", "title", "status", "detail"],
  ]

  private static let headers: JSONValue = [
    "ETag": [
      "description": "The harvest, and what the file was like: for If-None-Match.",
      "schema": ["type": "string"],
    ],
    "Link": [
      "description": "The address of the next part, with rel=\"next\"; not at the end.",
      "schema": ["type": "string"],
    ],
    "Stemma-Total": [
      "description": "How many elements the whole list has, or rows; not where nobody counts them.",
      "schema": ["type": "integer"],
    ],
  ]
}
