import Exact
import Numeric

/// Arithmetic of dual numbers at a precision; each derivative is written once here.
struct Arithmetic {
  /// The precision of enclosures, in bits.
  let bits: Int
  /// Whether roots and logarithms of negative numbers are complex numbers.
  let complex: Bool

  func add(_ a: DualNumber, _ b: DualNumber) -> DualNumber {
    if case .plain(let x) = a, case .plain(let y) = b { return .plain(.add(x, y, bits: bits)) }
    if a.isPlainZero { return b }
    if b.isPlainZero { return a }
    if let sum = functions(a, b, { $0.adding($1, self) }) { return sum }
    let tag = max(a.tag, b.tag)
    let value = add(a.value(of: tag), b.value(of: tag))
    switch (a, b) {
    case (.dual(tag, _, let s), .dual(tag, _, let t)):
      return .dual(tag: tag, value: value, slopes: zip(s, t).map { add($0, $1) })
    case (.dual(tag, _, let s), _): return .dual(tag: tag, value: value, slopes: s)
    case (_, .dual(_, _, let t)): return .dual(tag: tag, value: value, slopes: t)
    default: return value
    }
  }

  func negate(_ a: DualNumber) -> DualNumber {
    switch a {
    case .plain(let x): .plain(x.negated())
    case .dual(let tag, let v, let s):
      .dual(tag: tag, value: negate(v), slopes: s.map(negate))
    case .function(let f):
      Self.number(f.multiplied(by: ExponentialSum(DualNumber(-1)), self))
    }
  }

  func subtract(_ a: DualNumber, _ b: DualNumber) -> DualNumber { add(a, negate(b)) }

  func multiply(_ a: DualNumber, _ b: DualNumber) -> DualNumber {
    if case .plain(let x) = a, case .plain(let y) = b {
      return .plain(.multiply(x, y, bits: bits))
    }
    if let product = functions(a, b, { $0.multiplied(by: $1, self) }) { return product }
    let tag = max(a.tag, b.tag)
    let (u, v) = (a.value(of: tag), b.value(of: tag))
    let value = multiply(u, v)
    switch (a, b) {
    case (.dual(tag, _, let s), .dual(tag, _, let t)):
      return .dual(
        tag: tag, value: value,
        slopes: zip(s, t).map { scale($0, v, plus: scale($1, u, plus: .zero)) })
    case (.dual(tag, _, let s), _):
      return .dual(tag: tag, value: value, slopes: s.map { scale($0, v, plus: .zero) })
    case (_, .dual(_, _, let t)):
      return .dual(tag: tag, value: value, slopes: t.map { scale($0, u, plus: .zero) })
    default: return value
    }
  }

  private func scale(_ slope: DualNumber, _ by: DualNumber, plus rest: DualNumber) -> DualNumber {
    slope.isPlainZero ? rest : add(multiply(slope, by), rest)
  }

  func divide(_ a: DualNumber, _ b: DualNumber) throws -> DualNumber {
    multiply(a, try reciprocal(b))
  }

  func reciprocal(_ a: DualNumber) throws -> DualNumber {
    switch a {
    case .plain(let x): return .plain(try x.reciprocal(bits: bits))
    case .dual(let tag, let v, let s):
      let r = try reciprocal(v)
      let slope = negate(multiply(r, r))
      return .dual(tag: tag, value: r, slopes: s.map { scale($0, slope, plus: .zero) })
    case .function(let f): return Self.number(try f.reciprocal(self))
    }
  }

  /// f(a), given f on scalars and f′ on dual numbers, from x and f(x).
  func function(
    _ a: DualNumber, _ f: (Scalar) throws -> Scalar,
    ofFunction: ((ExponentialSum) throws -> ExponentialSum)? = nil,
    slope: (DualNumber, DualNumber) throws -> DualNumber
  ) throws -> DualNumber {
    switch a {
    case .plain(let x): return .plain(try f(x))
    case .function(let g):
      guard let ofFunction else {
        throw EvaluationFailure.notEvaluable("this operation under an integral over ℝ")
      }
      return Self.number(try ofFunction(g))
    case .dual(let tag, let v, let s):
      let value = try function(v, f, ofFunction: ofFunction, slope: slope)
      if s.allSatisfy(\.isPlainZero) { return .dual(tag: tag, value: value, slopes: s) }
      let factor = try slope(v, value)
      return .dual(tag: tag, value: value, slopes: s.map { scale($0, factor, plus: .zero) })
    }
  }

  func exp(_ a: DualNumber) throws -> DualNumber {
    try function(a) { x in
      x.exp(bits: bits)
    } ofFunction: {
      try $0.exponential(self)
    } slope: { _, y in
      y
    }
  }

  func log(_ a: DualNumber) throws -> DualNumber {
    try function(a) { x in
      try x.log(bits: bits, complex: complex)
    } ofFunction: {
      try $0.logarithm(self)
    } slope: { x, _ in
      try reciprocal(x)
    }
  }

  func squareRoot(_ a: DualNumber) throws -> DualNumber {
    try function(a) { x in
      try x.squareRoot(bits: bits, complex: complex)
    } ofFunction: {
      try $0.squareRoot(self)
    } slope: { _, y in
      if y.primal.isExactZero {
        throw EvaluationFailure.undefined("\\sqrt x has no derivative at 0", standing: true)
      }
      return try reciprocal(multiply(DualNumber(2), y))
    }
  }

  /// aⁿ.
  func power(_ a: DualNumber, _ n: Int) throws -> DualNumber {
    try function(a) { x in
      try x.power(n, bits: bits)
    } ofFunction: { f in
      let base = n < 0 ? try f.reciprocal(self) : f
      guard abs(n) <= 32 else { throw EvaluationFailure.notEvaluable("a power this large") }
      return (0..<abs(n)).reduce(ExponentialSum(.one)) { product, _ in
        product.multiplied(by: base, self)
      }
    } slope: { x, _ in
      n == 0 ? .zero : multiply(DualNumber(Rational(n)), try power(x, n - 1))
    }
  }

  /// a^b: integer and half-integer powers as products and roots, else exp(b log a).
  func power(_ a: DualNumber, _ b: DualNumber) throws -> DualNumber {
    if case .plain(.exact(let q)) = b {
      if let n = q.int { return try power(a, n) }
      if let n = (q * 2).int, abs(n) < 1 << 16 { return try power(try squareRoot(a), n) }
      if a.primal.isExactZero, a.tag == 0, q.sign > 0 { return .zero }
    }
    return try exp(multiply(b, try log(a)))
  }

  /// |a|; it has no derivative at 0.
  func magnitude(_ a: DualNumber) throws -> DualNumber {
    try function(a) { x in
      x.magnitude(bits: bits)
    } ofFunction: {
      try $0.magnitude(self)
    } slope: { x, _ in
      switch x.primal.sign(bits: bits) {
      case 1: .one
      case -1: DualNumber(-1)
      case 0: throw EvaluationFailure.undefined("|x| has no derivative at 0", standing: true)
      default: throw EvaluationFailure.unknown
      }
    }
  }
}
