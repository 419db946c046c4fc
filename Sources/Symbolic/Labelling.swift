import Kernel

/// The orders of the indices of a product that a canonical form has to compare.
///
/// Two indices are told apart by what the product looks like from each of them: one index is marked,
/// the others are replaced by their colours. Colours are refined until nothing changes; then each index of
/// the first class with several is set apart in turn. What is compared depends on the product up to
/// the names of its indices alone, so renamed products have the same candidates. Cost: polynomial where
/// the symmetries of the product are exchanges of two indices or move no index of its own class
/// after one was set apart (stars, cycles, chains); exponential only for other symmetric products.
///
/// Source: B. McKay, A. Piperno, Practical graph isomorphism II, Journal of Symbolic Computation 60
/// (2014), DOI 10.1016/j.jsc.2013.09.003.
struct Labelling {
  let indices: [Term]
  let core: Term
  /// The canonical form of a product.
  let arranged: (Term) throws -> Term
  private(set) var orders: [[Int]] = []

  /// No product is compared in more orders.
  private static let most = 720

  /// Throws when the product is too symmetric.
  init(_ indices: [Term], _ core: Term, arranged: @escaping (Term) throws -> Term) throws {
    self.indices = indices
    self.core = core
    self.arranged = arranged
    let sorts = indices.map(\.sort.description)
    try explore(Self.ranks(sorts))
  }

  private mutating func explore(_ start: [Int]) throws {
    let colours = try refined(start)
    let classes = Dictionary(grouping: indices.indices) { colours[$0] }
    guard let colour = classes.filter({ $0.value.count > 1 }).keys.min(), let row = classes[colour]
    else {
      guard orders.count < Self.most else {
        throw ProofFailure("the product is too symmetric", core)
      }
      orders.append(indices.indices.sorted { colours[$0] < colours[$1] })
      return
    }
    var explored: [Int] = []
    for index in row where try !explored.contains(where: { try isTwin($0, index) }) {
      explored.append(index)
      // The index comes before the others of its class.
      try explore(
        Self.ranks(
          indices.indices.map { 2 * colours[$0] + ($0 != index && row.contains($0) ? 1 : 0) })
      )
    }
  }

  /// The coarsest finer colours by which the indices of one class look alike.
  private func refined(_ start: [Int]) throws -> [Int] {
    var colours = start
    while Set(colours).count < indices.count {
      let views = try indices.indices.map { try view(from: $0, colours) }
      let next = Self.ranks(zip(colours, views).map { Look(colour: $0, view: $1) })
      if Set(next).count == Set(colours).count { break }
      colours = next
    }
    return colours
  }

  private struct Look: Comparable {
    let colour: Int
    let view: Term

    static func < (a: Look, b: Look) -> Bool {
      a.colour == b.colour ? a.view < b.view : a.colour < b.colour
    }
  }

  /// The product with one index marked and the others replaced by their colours.
  private func view(from marked: Int, _ colours: [Int]) throws -> Term {
    var names: [Term: Term] = [:]
    for (i, index) in indices.enumerated() {
      names[index] = try .variable(i == marked ? "μ" : "κ\(colours[i])", index.sort)
    }
    return try arranged(core.substituting(names))
  }

  /// Whether exchanging two indices leaves the product as it is.
  private func isTwin(_ i: Int, _ j: Int) throws -> Bool {
    let exchanged = try core.substituting([indices[i]: indices[j], indices[j]: indices[i]])
    return try arranged(exchanged) === arranged(core)
  }

  /// The place of each value among the different values.
  private static func ranks<T: Comparable>(_ values: [T]) -> [Int] {
    var different: [T] = []
    for value in values.sorted() where different.last != value { different.append(value) }
    return values.map { value in different.firstIndex(of: value) ?? 0 }
  }
}
