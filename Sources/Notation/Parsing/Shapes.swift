/// What the declarations of a scope tell of the shapes of values, without elaborating them.
public struct Shapes: Sendable {
  private let scope: Scope
  private let names: Names

  public init(scope: Scope) {
    self.scope = scope
    names = Names(scope)
  }

  /// Whether it is surely a matrix.
  public func isMatrix(_ e: Expression) -> Bool { e.kind(in: names) == .matrix }

  /// Whether it is surely a set.
  public func isSet(_ e: Expression) -> Bool { e.kind(in: names) == .set }

  /// The names with the same type as this one, itself included, in the order of their declarations:
  /// declared names with the same declared type, or definitions of the same kind.
  public func names(like name: String) -> [String] {
    var result: [String] = []
    if scope.definition(of: name) != nil {
      guard let kind = names[name], kind != .unknown else { return [] }
      result = scope.definitions.map(\.name).filter { names[$0] == kind }
    } else if let type = scope.declaration(of: name)?.type {
      result = scope.declarations.map(\.name).filter {
        scope.declaration(of: $0)?.type == type && scope.definition(of: $0) == nil
      }
    }
    var seen: Set<String> = []
    return result.filter { seen.insert($0).inserted }
  }
}
