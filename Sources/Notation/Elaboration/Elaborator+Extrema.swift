import Kernel

/// The greatest and the least of several numbers.
extension Elaborator {
  /// max(a, b) = a + [a < b] (b − a), min(a, b) = a + [b < a] (b − a).
  func greatest(_ list: [Expression], least: Bool) throws -> Term {
    let values = try list.map { try cast(value($0), to: .real, $0.place) }
    return try values.dropFirst().reduce(values[0]) { best, x in
      let isBetter = try least ? Term.less(x, best) : .less(best, x)
      return try best + .apply(.indicator, [isBetter]) * (x - best)
    }
  }
}

extension Sort {
  /// Whether it is of vectors or matrices.
  var isArray: Bool {
    switch self {
    case .vector, .matrix: true
    default: false
    }
  }
}
