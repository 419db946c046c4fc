import Exact
import Notation
import Numeric

/// Limits of elementary expressions: of quotients of polynomials by their leading terms, of everything else
/// by continuity and by what exp, log and the roots do at infinity. Exponentials decay faster than powers, and
/// logarithms grow more slowly. What is of the form 0/0 at a point is the quotient of
/// the slopes there; what else is of the form ∞ − ∞, 0·∞ or
/// ∞/∞ has no value here.
extension SurfaceEvaluator {
  /// lim e = L and lim e ≠ L; `nil` where neither side is a limit.
  func compareLimits(
    _ relation: Relation, _ left: Expression, _ right: Expression
  ) throws -> Judgement? {
    if relation == .notEqual {
      guard var result = try compareLimits(.equal, left, right) else { return nil }
      result.truth = result.truth.not
      result.isOverlap = false
      result.relation = relation.rawValue
      return result
    }
    guard relation == .equal else { return nil }
    for (e, other) in [(left, right), (right, left)] {
      guard case .bind(.limit(let name, let to, let side), let body) = e.form else { continue }
      let own = try limit(of: body, name, to, side)
      let claimed: Asymptote =
        try other.infiniteSign.map { .infinite($0) } ?? .value(number(other))
      switch (own, claimed) {
      case (.value(let a), .value(let b)): return try compare(.equal, a.primal, b.primal)
      case (.infinite(let a), .infinite(let b)): return judgement(a == b, own, claimed)
      default: return judgement(false, own, claimed)
      }
    }
    return nil
  }

  private func judgement(_ holds: Bool, _ own: Asymptote, _ claimed: Asymptote) -> Judgement {
    func text(_ a: Asymptote) -> String {
      switch a {
      case .value(let x): x.primal.text()
      case .infinite(let sign): sign > 0 ? "∞" : "-∞"
      case .quotient, .flat, .slow, .steep: ""
      case .none: "no limit"
      }
    }
    var result = Judgement(holds ? .yes : .no)
    (result.left, result.right, result.relation) = (text(own), text(claimed), "=")
    return result
  }

  private func limit(
    of body: Expression, _ name: String, _ to: Expression, _ side: LimitSide
  ) throws -> Asymptote {
    let ending: Ending
    let variable: PolynomialQuotient
    if let sign = to.infiniteSign {
      (ending, variable) = (.infinity, PolynomialQuotient([0, Rational(sign)]))
    } else {
      guard case .plain(.exact(let a)) = try number(to) else {
        throw EvaluationFailure.notEvaluable("a limit at a number that is not rational")
      }
      ending = .zero(side == .both ? 0 : side == .above ? 1 : -1)
      variable = PolynomialQuotient([a, 1])
    }
    let isIndex = table.declarations[name]?.type == .natural && to.infiniteSign == 1
    let isTime = table.declarations[name]?.type == .real && to.infiniteSign == 1
    let tail = Tail(
      ending: ending, index: isIndex ? name : nil, time: isTime ? name : nil,
      values: [name: .quotient(variable)])
    do {
      return try tail.limit(asymptote(of: body, tail))
    } catch let failure as EvaluationFailure {
      guard case .zero = ending, case .notEvaluable = failure,
        let value = try? quotientOfSlopes(body, name, to)
      else { throw failure }
      return .value(value)
    }
  }

  /// f′(a)/g′(a) for the limit of f/g at a, where f(a) = g(a) = 0 for certain and g′(a) ≠ 0.
  private func quotientOfSlopes(_ body: Expression, _ name: String, _ to: Expression) throws
    -> DualNumber?
  {
    if case .negate(let inner) = body.form {
      return try quotientOfSlopes(inner, name, to).map(arithmetic.negate)
    }
    guard case .binary(.divide, let top, let bottom) = body.form else { return nil }
    let tag = freshTag()
    let place = DualNumber.dual(tag: tag, value: try number(to), slopes: [.one])
    func slope(_ e: Expression) throws -> DualNumber? {
      let result = try binding(name, to: .number(place)) { try value(e) }
      guard case .number(let x) = result, x.primal.isExactZero else { return nil }
      return x.slope(of: tag, 0)
    }
    guard let f = try slope(top), let g = try slope(bottom) else { return nil }
    return try arithmetic.divide(f, g)
  }

  /// Where h tends to.
  enum Ending {
    case zero(Int)
    case infinity
  }

  /// The values of the variables near the place to which one of them tends.
  struct Tail {
    let ending: Ending
    /// The variable, where it is an index that tends to ∞.
    let index: String?
    /// The variable, where it is a time that tends to ∞.
    let time: String?
    var values: [String: Asymptote]

    func limit(_ a: Asymptote) throws -> Asymptote {
      let q: PolynomialQuotient
      switch a {
      case .quotient(let own): q = own
      case .flat: return .value(.zero)
      case .slow(let sign), .steep(let sign): return .infinite(sign)
      case .value, .infinite, .none: return a
      }
      switch ending {
      case .infinity: return q.atInfinity
      case .zero(let side):
        return q.atZero(side: side) ?? .none
      }
    }

    /// The signs that a quotient has near the end, from all sides from which it is come to.
    func signs(of q: PolynomialQuotient) -> Set<Int> {
      switch ending {
      case .infinity: [q.signAtInfinity]
      case .zero(0): [q.signAtZero(side: 1), q.signAtZero(side: -1)]
      case .zero(let side): [q.signAtZero(side: side)]
      }
    }
  }

  /// What is known by the recurrences or differential equations of an instance.
  private func tendency(of e: Expression, _ tail: Tail) throws -> RecurrentSequence.Tendency? {
    if let index = tail.index { return try tendency(of: e, in: index) }
    if let time = tail.time { return try tendency(of: e, inTime: time) }
    return nil
  }

  private func asymptote(of e: Expression, _ tail: Tail) throws -> Asymptote {
    try fuel.spend()
    if let tendency = try tendency(of: e, tail) {
      switch tendency {
      case .finite(let c): return .value(DualNumber(c))
      case .infinite(let s): return .infinite(s)
      case .none: return .none
      case .open: break
      }
    }
    switch e.form {
    case .symbol(let name):
      if let known = tail.values[name] { return known }
      if bindings[name] == nil, let definition = table.definitions[name],
        definition.parameters.isEmpty
      {
        return try asymptote(of: definition.body, tail)
      }
      return try constant(e)
    case .negate(let a): return try times(.quotient(PolynomialQuotient([-1])), of: a, tail)
    case .binary(.add, let a, let b):
      return try sum(asymptote(of: a, tail), asymptote(of: b, tail), tail)
    case .binary(.subtract, let a, let b):
      let minus = try times(.quotient(PolynomialQuotient([-1])), of: b, tail)
      return try sum(asymptote(of: a, tail), minus, tail)
    case .binary(.multiply, let a, let b): return try times(asymptote(of: a, tail), of: b, tail)
    case .binary(.divide, let a, let b):
      let bottom = try asymptote(of: b, tail)
      if case .slow(let sign) = bottom, case .quotient(let q) = try asymptote(of: a, tail) {
        // Logarithms grow more slowly than powers.
        switch try tail.limit(.quotient(q)) {
        case .infinite(let s): return .infinite(s * sign)
        case .value: return .value(.zero)
        default: break
        }
      }
      return try product(asymptote(of: a, tail), reciprocal(bottom, tail), tail)
    case .power(let base, let exponent): return try power(base, exponent, tail)
    case .call(.norm, let arguments), .call(.abs, let arguments):
      let two = Expression(.number(2), at: e.place)
      let square = Expression(.power(e, two), at: e.place)
      if let tendency = try tendency(of: square, tail) {
        switch tendency {
        case .finite(let c): return .value(try arithmetic.squareRoot(DualNumber(c)))
        case .infinite: return .infinite(1)
        case .none: return .none
        case .open: break
        }
      }
      guard case .call(.abs, _) = e.form, arguments.count == 1 else { return try constant(e, tail) }
      return try elementary(.abs, asymptote(of: arguments[0], tail), tail)
    case .call(let name, let arguments) where arguments.count == 1:
      return try elementary(name, asymptote(of: arguments[0], tail), tail)
    case .apply(let head, let arguments):
      if case .symbol(let name) = head.form, let motion = table.motions[name], try isAtRest,
        let time = instance.origin(of: motion),
        case .number(let value) = try curve(name, order: 0, at: time)
      {
        return .value(value)
      }
      guard case .symbol(let name) = head.form, let definition = table.definitions[name],
        definition.parameters.count == arguments.count
      else { return try constant(e, tail) }
      var inner = tail
      for (parameter, argument) in zip(definition.parameters, arguments) {
        inner.values[parameter] = try asymptote(of: argument, tail)
      }
      return try asymptote(of: definition.body, inner)
    default: return try constant(e, tail)
    }
  }

  /// An expression that does not speak of the variable.
  private func constant(_ e: Expression, _ tail: Tail) throws -> Asymptote {
    guard table.dependencies(of: e).isDisjoint(with: tail.values.keys) else {
      throw EvaluationFailure.notEvaluable(
        "a limit of what no formula gives at an instance, as of a nonlinear flow")
    }
    return try constant(e)
  }

  private func constant(_ e: Expression) throws -> Asymptote {
    let x = try number(e)
    if case .plain(.exact(let q)) = x { return .quotient(PolynomialQuotient([q])) }
    return .value(x)
  }

  private func times(_ a: Asymptote, of b: Expression, _ tail: Tail) throws -> Asymptote {
    try product(a, asymptote(of: b, tail), tail)
  }

  private func power(_ base: Expression, _ exponent: Expression, _ tail: Tail) throws -> Asymptote {
    if let index = tail.index, let n = exponent.foldedNumber?.int, n < 0,
      let sign = try signBeforeZero(base, -n, in: index)
    {
      return .infinite(sign)
    }
    let (a, b) = try (asymptote(of: base, tail), asymptote(of: exponent, tail))
    if case .quotient(let q) = b, let n = q.constant?.int, abs(n) <= 64 {
      let one = try n < 0 ? reciprocal(a, tail) : a
      return try (0..<abs(n)).reduce(.quotient(PolynomialQuotient([1]))) {
        accumulated, _ in try product(accumulated, one, tail)
      }
    }
    switch try (tail.limit(a), tail.limit(b)) {
    case (.value(let x), .value(let y)): return .value(try arithmetic.power(x, y))
    case (.value(let x), .infinite(let s)):
      // rᵏ for |r| < 1 and for r > 1.
      let size = try arithmetic.magnitude(x).primal
      guard size.equals(.one, bits: bits) == .no else { break }
      let isSmall = try size.isLess(than: .one, bits: bits) == .yes
      if isSmall == (s > 0) {
        if case .quotient = b { return .flat }
        return .value(.zero)
      }
      if x.primal.sign(bits: bits) == 1 {
        if case .quotient = b { return .steep(1) }
        return .infinite(1)
      }
    case (.infinite(1), .value(let y)):
      // xʳ for x → ∞.
      guard let sign = y.primal.sign(bits: bits), sign != 0 else { break }
      return sign > 0 ? .infinite(1) : .value(.zero)
    default: break
    }
    throw EvaluationFailure.notEvaluable("the limit of this power")
  }

  private func elementary(_ name: NamedOperator, _ a: Asymptote, _ tail: Tail) throws -> Asymptote {
    if name == .log, case .quotient(let q) = a, let sign = try logarithmSign(q, tail) {
      return .slow(sign)
    }
    if name == .log || name == .sqrt, case .quotient(let q) = a {
      let signs = tail.signs(of: q)
      guard signs.isSubset(of: name == .log ? [1] : [0, 1]) else {
        throw EvaluationFailure.undefined("\(name.rawValue) of a number below 0 near the limit")
      }
    }
    switch try tail.limit(a) {
    case .infinite(let s):
      switch name {
      case .exp where s > 0: if case .quotient = a { return .steep(1) } else { return .infinite(1) }
      case .log where s < 0, .sqrt where s < 0:
        throw EvaluationFailure.undefined("\(name.rawValue) of a number below 0 near the limit")
      case .exp where s < 0: if case .quotient = a { return .flat } else { return .value(.zero) }
      case .exp: return .value(.zero)
      case .log, .sqrt: return .infinite(1)
      case .abs: return .infinite(1)
      case .logistic: return .value(s > 0 ? .one : .zero)
      case .tanh: return .value(DualNumber(Rational(s)))
      default: throw EvaluationFailure.notEvaluable("the limit of this function")
      }
    case .value(let x):
      if name == .log || name == .sqrt, x.primal.sign(bits: bits) == -1 {
        throw EvaluationFailure.undefined("\(name.rawValue) of a number below 0 near the limit")
      }
      // Where a function is not continuous, or not defined on both sides, the value says nothing.
      let continuous: Set<NamedOperator> = [.exp, .abs, .logistic, .tanh, .sin, .cos, .arctan]
      guard continuous.contains(name) || x.primal.sign(bits: bits) == 1 && name != .floor,
        let value = try arithmetic.elementary(name, x)
      else { throw EvaluationFailure.notEvaluable("the limit of this function") }
      return .value(value)
    case .quotient, .none, .flat, .slow, .steep:
      throw EvaluationFailure.notEvaluable("the limit of this function")
    }
  }

  /// 1 where a positive quotient of polynomials tends to ∞, −1 where it tends to 0; else `nil`.
  private func logarithmSign(_ q: PolynomialQuotient, _ tail: Tail) throws -> Int? {
    switch try tail.limit(.quotient(q)) {
    case .infinite(1): return 1
    case .value(let x) where x.primal.sign(bits: bits) == 0:
      guard let inverse = q.reciprocal, case .infinite(1) = try tail.limit(.quotient(inverse))
      else {
        return nil
      }
      return -1
    default: return nil
    }
  }
}

extension Expression {
  /// 1 for ∞, −1 for −∞.
  var infiniteSign: Int? {
    switch form {
    case .constant(.infinity): 1
    case .negate(let e): e.infiniteSign.map { -$0 }
    default: nil
    }
  }
}
