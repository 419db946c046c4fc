/// A JSON value whose objects keep their order, so that the same result prints the same bytes.
enum JSON {
  case null
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case string(String)
  case array([JSON])
  case object([(String, JSON)])

  static func strings(_ values: [String]) -> JSON { .array(values.map(JSON.string)) }
  static func optional(_ value: String?) -> JSON { value.map(JSON.string) ?? .null }
  static func optional(_ value: Int?) -> JSON { value.map(JSON.integer) ?? .null }
  static func optional(_ value: Double?) -> JSON { value.map(JSON.number) ?? .null }
  static func optional(_ value: Bool?) -> JSON { value.map(JSON.bool) ?? .null }

  /// The text, indented by two spaces per level.
  func text(indent: String = "") -> String {
    let inner = indent + "  "
    switch self {
    case .null: return "null"
    case .bool(let value): return value ? "true" : "false"
    case .integer(let value): return String(value)
    case .number(let value): return value.isFinite ? "\(value)" : "null"
    case .string(let value): return Self.quoted(value)
    case .array(let values):
      if values.isEmpty { return "[]" }
      let parts = values.map { inner + $0.text(indent: inner) }
      return "[\n" + parts.joined(separator: ",\n") + "\n" + indent + "]"
    case .object(let fields):
      if fields.isEmpty { return "{}" }
      let parts = fields.map { "\(inner)\(Self.quoted($0.0)): \($0.1.text(indent: inner))" }
      return "{\n" + parts.joined(separator: ",\n") + "\n" + indent + "}"
    }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20:
        let hex = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
