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

  /// The free variables of the sizes.
  var sizeVariables: [Term] {
    switch self {
    case .bool, .natural, .real, .complex, .space: []
    case .finite(let n), .vector(let n): n.freeVariables
    case .matrix(let n, let m): n.freeVariables.merged(with: m.freeVariables)
    case .function(let a, let b): a.sizeVariables.merged(with: b.sizeVariables)
    }
  }

  /// Whether no size holds a loose bound variable.
  var isClosed: Bool {
    switch self {
    case .bool, .natural, .real, .complex, .space: true
    case .finite(let n), .vector(let n): n.isClosed
    case .matrix(let n, let m): n.isClosed && m.isClosed
    case .function(let a, let b): a.isClosed && b.isClosed
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
