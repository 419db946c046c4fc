import Exact
import Kernel

/// A tensor whose entries are terms of the logic.
struct SymbolicTensor {
  let shape: [Int]
  let elements: [Term]

  init(_ shape: [Int], _ elements: [Term]) {
    precondition(elements.count == shape.reduce(1, *))
    (self.shape, self.elements) = (shape, elements)
  }

  /// A tensor of variables of its own: `name` with the number of the entry.
  init(_ shape: [Int], variables name: String) throws {
    self.init(
      shape, try (0..<shape.reduce(1, *)).map { try .variable("\(name)\($0)", .real) })
  }

  /// A tensor by its entries.
  init(_ shape: [Int], _ entry: ([Int]) throws -> Term) rethrows {
    self.init(shape, try Self.places(shape).map(entry))
  }

  /// All places of a shape, the last index fastest.
  static func places(_ shape: [Int]) -> [[Int]] {
    shape.reduce([[]]) { places, length in
      places.flatMap { place in (0..<length).map { place + [$0] } }
    }
  }

  subscript(_ place: Int...) -> Term { self[place] }

  subscript(_ place: [Int]) -> Term {
    elements[zip(place, shape).reduce(0) { $0 * $1.1 + $1.0 }]
  }

  func map(_ f: (Term) throws -> Term) rethrows -> SymbolicTensor {
    SymbolicTensor(shape, try elements.map(f))
  }

  func map(_ other: SymbolicTensor, _ f: (Term, Term) throws -> Term) rethrows -> SymbolicTensor {
    precondition(shape == other.shape)
    return SymbolicTensor(shape, try zip(elements, other.elements).map(f))
  }

  func reshaped(_ shape: [Int]) -> SymbolicTensor { SymbolicTensor(shape, elements) }
}

extension Term {
  /// t₁ + … + tₙ; 0 when there is none.
  static func total(_ terms: [Term]) throws -> Term {
    guard let first = terms.first else { return .zero }
    return try terms.dropFirst().reduce(first) { try $0 + $1 }
  }

  static func exp(_ x: Term) throws -> Term { try .apply(.exp, [x]) }
  static func log(_ x: Term) throws -> Term { try .apply(.log, [x]) }
  static func squareRoot(_ x: Term) throws -> Term { try .apply(.squareRoot, [x]) }
}
