/// What kind of thing a name or an expression is, as far as reading needs to know it.
indirect enum Kind: Sendable, Equatable {
  case scalar
  case vector
  /// The transpose of a vector.
  case row
  case matrix
  case function(Int, Kind)
  case sequence(Kind)
  /// A density over so many variables.
  case density(Int)
  case space
  case set
  case formula
  case unknown

  init(_ type: ValueType) {
    switch type {
    case .size, .natural, .index, .real, .complex, .point: self = .scalar
    case .vector: self = .vector
    case .matrix: self = .matrix
    case .function(let parameters, let result): self = .function(parameters.count, Kind(result))
    case .sequence(let element): self = .sequence(Kind(element))
    case .space: self = .space
    case .diffeomorphism: self = .function(1, .vector)
    case .set: self = .set
    case .density(let names, let given, _): self = .density(names.count + given.count)
    }
  }

  /// Whether it is surely no number.
  var isArray: Bool { self == .vector || self == .row || self == .matrix }

  var isFunction: Bool {
    if case .function = self { true } else { false }
  }
}

/// The names that may be used at a place, each with its kind.
struct Names: Sendable {
  private(set) var kinds: [String: Kind] = [:]
  /// The declared types.
  private(set) var types: [String: ValueType] = [:]
  private(set) var definitions: Set<String> = []
  /// The symbols with a law.
  var random: Set<String> = []

  init(_ scope: Scope) {
    for row in scope.declarations { declare(row.name, row.type) }
    for row in scope.definitions { define(row) }
    random = Set(scope.distributions.compactMap(\.pattern.head))
  }

  subscript(name: String) -> Kind? {
    get { kinds[name] }
    set {
      kinds[name] = newValue
      types[name] = nil
      definitions.remove(name)
    }
  }

  mutating func declare(_ name: String, _ type: ValueType) {
    kinds[name] = Kind(type)
    // What has entries hides a family of the same letter.
    if Kind(type).hasEntries { kinds[Parser.familyName(name)] = nil }
    types[name] = type
    definitions.remove(name)
  }

  /// Adds a definition; its kind is that of its body.
  mutating func define(_ definition: Definition) {
    if definition.name.hasSuffix(Parser.familyMark),
      kinds[String(definition.name.dropLast(Parser.familyMark.count))]?.hasEntries == true
    {
      return
    }
    var inner = self
    for name in definition.parameters where inner[name] == nil { inner[name] = .scalar }
    let kind = definition.body.kind(in: inner)
    types[definition.name] = nil
    definitions.insert(definition.name)
    kinds[definition.name] =
      definition.parameters.isEmpty ? kind : .function(definition.parameters.count, kind)
  }

  /// The declared name that is meant by `name`: itself, or the same letter in bold or plain.
  func declared(_ name: String) -> String? {
    if kinds[name] != nil { return name }
    let bold = "\\mathbf{"
    if name.hasPrefix(bold), let close = name.firstIndex(of: "}") {
      let start = name.index(name.startIndex, offsetBy: bold.count)
      guard start < close else { return nil }
      let plain = String(name[start..<close]) + name[name.index(after: close)...]
      return kinds[plain] == nil ? nil : plain
    }
    guard !name.hasPrefix("\\mathrm") else { return nil }
    var end = name.startIndex
    if name.first == "\\" { end = name.index(after: end) }
    while end < name.endIndex, name[end].isLetter { end = name.index(after: end) }
    let letter = name[..<end]
    guard letter.first == "\\" || letter.count == 1, end == name.endIndex || name[end] != "{"
    else { return nil }
    let other = bold + letter + "}" + name[end...]
    return kinds[other] == nil ? nil : other
  }
}
