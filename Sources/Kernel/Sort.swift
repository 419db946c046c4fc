/// The sorts of the logic. Every sort is inhabited; sizes are terms of sort `natural`, read as ≥ 1.
public indirect enum Sort: Hashable, Sendable {
  case bool
  case natural
  case real
  case complex
  /// Fin(n): the indices 1 … n.
  case finite(Term)
  /// ℝⁿ.
  case vector(Term)
  /// ℝ^{n×m}.
  case matrix(Term, Term)
  /// An abstract set with its own σ-finite base measure, named.
  case space(String)
  case function(Sort, Sort)

  /// Whether `+` and scaling by reals make sense.
  var isLinear: Bool {
    switch self {
    case .real, .complex, .vector, .matrix: true
    case .bool, .natural, .finite, .space, .function: false
    }
  }

  var isField: Bool { self == .real || self == .complex }

  /// Whether it carries a measure: a space, lists of points of one with the product measure, ℝ and ℝⁿ
  /// with Lebesgue's.
  var isMeasured: Bool {
    switch self {
    case .real, .vector: true
    default: isAbstractlyMeasured
    }
  }

  /// Whether every function on it that can be written is measurable by convention: on spaces and lists
  /// of their points, not on ℝ and ℝⁿ.
  var isAbstractlyMeasured: Bool {
    switch self {
    case .space, .function(.finite, .space): true
    default: false
    }
  }

  /// The variables that the sort depends on: those of its sizes, and of their sizes in turn.
  var sizeVariables: [Term] {
    sizes.reduce([]) { $0.merged(with: $1.freeVariables).merged(with: $1.sizeVariables) }
  }

  /// Whether every size is a closed term of sort ℕ and no literal 0.
  var isWellFormed: Bool {
    sizes.allSatisfy { size in
      guard size.sort == .natural, size.isClosed else { return false }
      if case .number(let value, _) = size.node { return !value.isZero }
      return true
    }
  }

  private var sizes: [Term] {
    switch self {
    case .bool, .natural, .real, .complex, .space: []
    case .finite(let n), .vector(let n): [n]
    case .matrix(let n, let m): [n, m]
    case .function(let a, let b): a.sizes + b.sizes
    }
  }
}

extension Sort: CustomStringConvertible {
  public var description: String {
    switch self {
    case .bool: "Bool"
    case .natural: "ℕ"
    case .real: "ℝ"
    case .complex: "ℂ"
    case .finite(let n): "Fin(\(n))"
    case .vector(let n): "ℝ^\(n)"
    case .matrix(let n, let m): "ℝ^(\(n)×\(m))"
    case .space(let name): name
    case .function(let a, let b): "(\(a) → \(b))"
    }
  }
}
