import Exact

/// The order of terms by structure: by kind, then by operator or name, then by the parts from the left.
///
/// It depends on the terms alone and not on what was made before them, so that whatever is put in
/// order comes out the same in every run. Short names come before long ones.
extension Term: Comparable {
  /// Constant time where the first bits of the structure tell; else the parts are compared until two
  /// differ.
  public static func < (a: Term, b: Term) -> Bool {
    a.prefix != b.prefix ? a.prefix < b.prefix : a !== b && precedes(a, b)
  }

  /// The first 64 bits of the structure: 3 of the kind, then those of the operator or the name, then
  /// those of the first part. Terms whose prefixes differ are in the order of their prefixes.
  static func prefix(_ node: Node) -> UInt64 {
    switch node {
    case .number: 0
    case .bound(let index, _): 1 << 61 | UInt64(truncatingIfNeeded: min(index, 1 << 32))
    case .free(let name, _):
      2 << 61
        | name.utf8.prefix(6).enumerated().reduce(UInt64(min(name.utf8.count, 255)) << 48) {
          $0 | UInt64($1.element) << (8 * (5 - UInt64($1.offset)))
        }
    case .call(let function, _): 3 << 61 | function.prefix >> 3
    case .lambda(_, let body): 4 << 61 | body.prefix >> 3
    case .apply(let op, let parts):
      5 << 61 | UInt64(op.rawValue) << 53 | (parts.first?.prefix ?? 0) >> 11
    }
  }

  /// The order of two different terms with the same prefix.
  private static func precedes(_ a: Term, _ b: Term) -> Bool {
    switch (a.node, b.node) {
    case (.number(let x, let s), .number(let y, let t)): x == y ? s < t : x < y
    case (.bound(let i, let s), .bound(let j, let t)): i == j ? s < t : i < j
    case (.free(let x, let s), .free(let y, let t)): x == y ? s < t : x < y
    case (.call(let f, let x), .call(let g, let y)): f === g ? x < y : f < g
    case (.lambda(let s, let x), .lambda(let t, let y)): x === y ? s < t : x < y
    case (.apply(_, let x), .apply(_, let y)): x.lexicographicallyPrecedes(y)
    default: false
    }
  }
}

extension Sort: Comparable {
  /// The order by structure: by kind, then by the parts from the left.
  public static func < (a: Sort, b: Sort) -> Bool {
    switch (a, b) {
    case (.finite(let x), .finite(let y)), (.vector(let x), .vector(let y)): x < y
    case (.matrix(let x, let n), .matrix(let y, let m)): x === y ? n < m : x < y
    case (.space(let x), .space(let y)): x < y
    case (.function(let x, let n), .function(let y, let m)): x == y ? n < m : x < y
    default: a.kind < b.kind
    }
  }

  private var kind: Int {
    switch self {
    case .bool: 0
    case .natural: 1
    case .real: 2
    case .complex: 3
    case .finite: 4
    case .vector: 5
    case .matrix: 6
    case .space: 7
    case .function: 8
    }
  }
}
