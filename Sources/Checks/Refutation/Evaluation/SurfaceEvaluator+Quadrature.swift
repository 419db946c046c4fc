import Exact
import Notation
import Numeric

/// Integrals over the line that have no closed form, enclosed by certified quadrature.
extension SurfaceEvaluator {
  /// ∫ₐᵇ of a number over a variable; from or to infinity where an end is `nil`.
  ///
  /// Law: the tails are bounded, each by what is known of the outermost piece, and added. The range is cut where what is under a magnitude, a maximum or a bracket
  /// changes its sign, as far as these points are roots of polynomials; the enclosure of a root is a piece of its own.
  func enclosedIntegral(
    _ name: String, from a: Ball?, to b: Ball?, _ body: Expression,
    or failure: EvaluationFailure = .unknown
  ) throws -> Ball {
    hasEnclosedIntegrals = true
    if let a, let b {
      switch a.isLess(than: b) {
      case .yes: break
      case .no:
        return b.isLess(than: a) == .yes
          ? -(try enclosedIntegral(name, from: b, to: a, body, or: failure))
          : Ball(0, precision: bits)
      case .unknown: throw EvaluationFailure.unknown
      }
    }
    let goal = bits > 100 ? bits - 40 : bits / 2
    let compiler = LineCompiler(evaluator: self, variable: name)
    let whole: LineFunction
    do { whole = try compiler.function(body) } catch EvaluationFailure.notEvaluable(let reason) {
      if case .unknown = failure { throw failure }
      throw EvaluationFailure.notEvaluable(reason)
    }
    let cuts = compiler.zeros.list.flatMap { [$0.lower, $0.upper] }.compactMap { $0 }
      .reduce(into: Set<Rational>()) { $0.insert($1) }.sorted()
      .map { Ball($0, precision: bits + 32) }
      .filter { cut in
        (a.map { $0.isLess(than: cut) == .yes } ?? true)
          && (b.map { cut.isLess(than: $0) == .yes } ?? true)
      }
    let points = [a] + cuts.map(Optional.some) + [b]
    var sum = Ball(0, precision: bits)
    for (low, high) in zip(points, points.dropFirst()) {
      let piece =
        cuts.isEmpty
        ? whole
        : try LineCompiler(evaluator: self, variable: name, piece: (low, high)).function(body)
      // What is spent is counted, not timed: about the evaluations on one piece.
      try fuel.spend(1000)
      let (last, above) = try end(.right, of: piece, at: high, beyond: low, goal)
      let (first, below) = try end(.left, of: piece, at: low, beyond: high, goal)
      sum = sum + piece.integral(from: first, to: last, bits: goal) + above + below
    }
    guard sum.isFinite else {
      throw EvaluationFailure.notEvaluable("an integral with a point without a value in its range")
    }
    return sum
  }

  /// The end of a piece, or where its tail begins, with what the tail adds.
  private func end(
    _ side: LineFunction.Side, of piece: LineFunction, at end: Ball?, beyond start: Ball?,
    _ goal: Int
  ) throws -> (end: Ball, tail: Ball) {
    if let end { return (end, 0) }
    guard let (end, rest) = piece.end(side, beyond: start ?? 0, bits: goal) else {
      throw EvaluationFailure.notEvaluable(
        "an integral to infinity of what is not known to fall exponentially")
    }
    return (end, Ball.union(rest, -rest))
  }

  /// ∫ with an end at infinity.
  func improperIntegral(
    _ name: String, _ from: Expression, _ to: Expression, _ body: Expression
  ) throws -> DualNumber {
    func end(_ e: Expression, _ sign: Int) throws -> Ball? {
      if e.infiniteSign == sign { return nil }
      guard case .plain(let x) = try number(e), let ball = x.real(bits: bits), ball.isFinite else {
        throw EvaluationFailure.notEvaluable("an end of this integral")
      }
      return ball
    }
    return .plain(.ball(try enclosedIntegral(name, from: end(from, -1), to: end(to, 1), body)))
  }
}

/// Reads an expression as a function of the variable of an integral.
private struct LineCompiler {
  let evaluator: SurfaceEvaluator
  /// What depends on the variable: itself, and parameters of definitions.
  var functions: [String: LineFunction]
  /// The piece of the range that is being read, without ends where it goes on for ever.
  private let piece: (low: Ball?, high: Ball?)?
  /// Where polynomials under magnitudes, maxima and brackets vanish.
  let zeros = Zeros()

  final class Zeros { var list: [Ball] = [] }

  init(evaluator: SurfaceEvaluator, variable: String, piece: (low: Ball?, high: Ball?)? = nil) {
    self.evaluator = evaluator
    self.piece = piece
    functions = [variable: .variable]
  }

  /// The sign of a polynomial on the whole piece: none of its zeros is inside. They are new cuts where there are no
  /// pieces yet.
  private func sign(of f: LineFunction) -> Int? {
    let own = f.zeros
    guard let piece, let middle else {
      zeros.list += own
      return nil
    }
    let areOutside = own.allSatisfy { zero in
      piece.low.map { zero.isAtMost($0) == .yes } ?? false
        || piece.high.map { $0.isAtMost(zero) == .yes } ?? false
    }
    return own.isEmpty || !areOutside ? nil : f.sign(at: middle)
  }

  /// A point of the piece.
  private var middle: Ball? {
    switch piece {
    case (let low?, let high?)?: (low + high) / 2
    case (let low?, nil)?: low + 1
    case (nil, let high?)?: high - 1
    default: nil
    }
  }

  /// f + g with the exponential taken out that is the larger one on the piece.
  private func sum(_ f: LineFunction, _ g: LineFunction) -> LineFunction {
    guard let middle else {
      zeros.list += f.crossings(with: g)
      return f + g
    }
    return f.adding(g, near: middle)
  }

  private func magnitude(_ f: LineFunction) -> LineFunction {
    switch sign(of: f) {
    case 1: f
    case -1: -f
    default: f.magnitude
    }
  }

  private func larger(_ f: LineFunction, _ g: LineFunction) -> LineFunction {
    switch sign(of: f - g) {
    case 1: f
    case -1: g
    default: .maximum(f, g)
    }
  }

  private func smaller(_ f: LineFunction, _ g: LineFunction) -> LineFunction {
    switch sign(of: f - g) {
    case 1: g
    case -1: f
    default: .minimum(f, g)
    }
  }

  private func step(_ f: LineFunction) -> LineFunction {
    sign(of: f).map { .bracket($0 > 0) } ?? f.step
  }

  private var table: ScopeTable { evaluator.table }

  func function(_ e: Expression) throws -> LineFunction {
    try evaluator.fuel.spend()
    if table.dependencies(of: e).isDisjoint(with: functions.keys) {
      let value = try evaluator.number(e)
      guard case .plain(let x) = value, let ball = x.real(bits: evaluator.bits), ball.isFinite
      else { throw EvaluationFailure.notEvaluable("an integral of what has no number") }
      return LineFunction(ball)
    }
    switch e.form {
    case .symbol(let name):
      if let f = functions[name] { return f }
      guard let definition = table.definitions[name], definition.parameters.isEmpty else { break }
      return try function(definition.body)
    case .negate(let a): return -(try function(a))
    case .binary(let operation, let a, let b):
      switch operation {
      case .add: return sum(try function(a), try function(b))
      case .subtract: return sum(try function(a), -(try function(b)))
      case .multiply: return try function(a) * function(b)
      case .divide: return try function(a) * function(b).reciprocal
      default: break
      }
    case .power(let base, let exponent): return try power(base, exponent)
    case .call(let name, let arguments): return try call(name, arguments)
    case .apply(let head, let arguments):
      if case .symbol(let name) = head.form, let law = evaluator.instance.normals[name],
        arguments.count == 1
      {
        return normalDensity(
          try function(arguments[0]), LineFunction(Ball(law.mean, precision: evaluator.bits)),
          LineFunction(Ball(law.variance, precision: evaluator.bits)))
      }
      guard case .symbol(let name) = head.form, let definition = table.definitions[name],
        definition.parameters.count == arguments.count
      else { break }
      var inner = self
      for (parameter, argument) in zip(definition.parameters, arguments) {
        inner.functions[parameter] = try function(argument)
      }
      return try inner.function(definition.body)
    case .bind(.sum(let name, let from, let through?), let body):
      let terms = try terms(name, from, through, body)
      return terms.dropFirst().reduce(terms.first ?? LineFunction(0), sum)
    case .bind(.product(let name, let from, let through?), let body):
      let terms = try terms(name, from, through, body)
      return terms.dropFirst().reduce(terms.first ?? LineFunction(1)) { $0 * $1 }
    default: break
    }
    throw EvaluationFailure.notEvaluable("an integral of this expression")
  }

  private func terms(
    _ name: String, _ from: Expression?, _ through: Expression, _ body: Expression
  ) throws -> [LineFunction] {
    let (first, last) = (try from.map(evaluator.integer) ?? 1, try evaluator.integer(through))
    guard last - first < 256 else { throw EvaluationFailure.notEvaluable("a sum of many terms") }
    return try (first > last ? [] : Array(first...last)).map { i in
      try evaluator.binding(name, to: SurfaceValue(Rational(i))) { try function(body) }
    }
  }

  private func power(_ base: Expression, _ exponent: Expression) throws -> LineFunction {
    if case .constant(.euler) = base.form { return try function(exponent).exponential }
    let f = try function(base)
    if table.dependencies(of: exponent).isDisjoint(with: functions.keys),
      let q = try evaluator.number(exponent).primal.rational
    {
      if let n = q.int, abs(n) <= 64 { return n < 0 ? f.power(-n).reciprocal : f.power(n) }
      if q == Rational(1, 2) { return f.squareRoot }
    }
    return try (function(exponent) * f.logarithm).exponential
  }

  private func call(_ name: NamedOperator, _ arguments: [Expression]) throws -> LineFunction {
    if name == .indicator { return try bracket(arguments[0]) }
    if name == .normalDensity, arguments.count == 3 {
      return try normalDensity(
        function(arguments[0]), function(arguments[1]), function(arguments[2]))
    }
    let list = try arguments.map(function)
    guard let f = list.first else { throw EvaluationFailure.shapes }
    switch (name, list.count) {
    case (.maximum, _): return list.dropFirst().reduce(f, larger)
    case (.minimum, _): return list.dropFirst().reduce(f, smaller)
    case (.exp, 1): return f.exponential
    case (.log, 1): return f.logarithm
    case (.sqrt, 1): return f.squareRoot
    case (.abs, 1), (.norm, 1): return magnitude(f)
    case (.logistic, 1): return f.logistic
    case (.sin, 1): return f.applying(.sine)
    case (.cos, 1): return f.applying(.cosine)
    case (.tanh, 1): return f.applying(.tanh)
    case (.arctan, 1): return f.applying(.arctan)
    default: throw EvaluationFailure.notEvaluable("an integral of \(name.rawValue)")
    }
  }

  private func normalDensity(
    _ x: LineFunction, _ mean: LineFunction, _ variance: LineFunction
  ) -> LineFunction {
    let circle = LineFunction(2 * Ball.pi(precision: evaluator.bits))
    let half = LineFunction(Ball(Rational(-1, 2), precision: evaluator.bits))
    return (half * (x - mean).power(2) * variance.reciprocal).exponential
      * (circle * variance).squareRoot.reciprocal
  }

  /// The bracket of inequalities; what holds at the ends is no matter of the integral.
  private func bracket(_ condition: Expression) throws -> LineFunction {
    if table.dependencies(of: condition).isDisjoint(with: functions.keys) {
      guard case .number(.plain(let x)) = try evaluator.indicator(condition),
        let ball = x.real(bits: evaluator.bits)
      else { throw EvaluationFailure.unknown }
      return LineFunction(ball)
    }
    switch condition.form {
    case .and(let a, let b): return try bracket(a) * bracket(b)
    case .not(let a): return try LineFunction(1) - bracket(a)
    case .or(let a, let b): return try .maximum(bracket(a), bracket(b))
    case .relation(let relation, let left, let right):
      let gap = try function(right) - function(left)
      switch relation {
      case .less, .lessOrEqual: return step(gap)
      case .greater, .greaterOrEqual: return step(-gap)
      default: break
      }
    default: break
    }
    throw EvaluationFailure.notEvaluable("an integral of this bracket")
  }
}
