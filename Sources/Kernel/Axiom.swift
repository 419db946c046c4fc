/// A row of the axiom table: a statement about all terms of the right sorts, with its side
/// conditions as premises.
///
/// Rows can be looked at everywhere and made only in the tables of this module.
public final class Axiom: Sendable {
  public enum Class: String, Sendable {
    /// Ordered field, exp and log, derivatives, sums, integrals: what analysis starts from.
    case foundational
    /// A theorem of the literature that is cited and not proved here.
    case cited
  }

  public let name: String
  public let kind: Class
  /// The statement as a reader would write it.
  public let law: String
  public let citation: String
  /// The number of parameters.
  public let arity: Int
  private let build: @Sendable ([Term]) throws(KernelError) -> Term

  init(
    _ name: String, _ law: String, kind: Class = .foundational, citation: String, arity: Int,
    _ build: @escaping @Sendable ([Term]) throws(KernelError) -> Term
  ) {
    self.name = name
    self.law = law
    self.kind = kind
    self.citation = citation
    self.arity = arity
    self.build = build
  }

  /// The instance at the given parameters; throws when their number or sorts do not fit.
  public func statement(_ parameters: [Term]) throws(KernelError) -> Term {
    guard parameters.count == arity else { throw .rule("axiom \(name) takes \(arity)", parameters) }
    return try build(parameters)
  }

  /// The whole table, in reading order.
  public static let table: [Axiom] =
    field + elementary + complexNumbers + integers + linearAlgebra + symbolicMatrices + sums
    + products + integrals + integrability + samples + independence + derivatives + continuity
    + lebesgue + intervals + iterated + rotations + invariance + differenceQuotients

  /// The place of each row in the table, by its name.
  static let places = Dictionary(
    uniqueKeysWithValues: table.enumerated().map { ($0.element.name, $0.offset) })
}

extension Axiom: Hashable {
  public static func == (a: Axiom, b: Axiom) -> Bool { a.name == b.name }
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

/// A set of rows of the table, one bit each, in the order of the table.
struct AxiomSet: Sendable {
  private var bits = InlineArray<8, UInt64>(repeating: 0)

  static let none = AxiomSet()

  /// The row at one place of the table.
  init(place: Int) {
    precondition(place < 512, "the table of axioms has outgrown its sets")
    bits[place / 64] = 1 << UInt64(place % 64)
  }

  private init() {}

  func union(_ other: AxiomSet) -> AxiomSet {
    var result = self
    for place in bits.indices { result.bits[place] |= other.bits[place] }
    return result
  }

  var rows: Set<Axiom> {
    Set(
      Axiom.table.indices.filter { bits[$0 / 64] >> UInt64($0 % 64) & 1 == 1 }.map {
        Axiom.table[$0]
      })
  }
}
