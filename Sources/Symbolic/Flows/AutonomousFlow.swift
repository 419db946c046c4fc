import Kernel

/// ẋ = v(x): curves that are functions of the time, and a field of as many functions of as many numbers.
struct AutonomousFlow {
  /// x₁ … xₘ.
  let curves: [Term]
  /// v₁ … vₘ, each a λ-term of m numbers.
  let field: [Term]

  var count: Int { curves.count }

  /// f(x₁(t), …, xₘ(t)).
  func value(_ f: Term, at time: Term) throws -> Term { try Self.value(f, curves, at: time) }

  static func value(_ f: Term, _ curves: [Term], at time: Term) throws -> Term {
    try curves.reduce(f) { try $0.at($1.at(time)) }
  }

  /// The expression at a time as a function of the values of the curves; `nil` where it speaks of more.
  static func function(of e: Term, _ curves: [Term], at time: Term) throws -> Term? {
    var variables: [Term] = []
    var body = e
    for curve in curves {
      let variable = try Term.fresh("q", .real, avoiding: [e, time] + variables + curves)
      variables.append(variable)
      body = try body.replacing(.call(curve, time), by: variable)
    }
    guard !body.contains(time), !curves.contains(where: body.contains), !body.uses(.derivative)
    else { return nil }
    return try variables.reversed().reduce(body) { try .lambda($1, $0) }
  }

  /// λq. Σ wᵢ qᵢ² over some of the components.
  static func squares(_ weights: [Int: Term], outOf count: Int) throws -> Term {
    let q = try (0..<count).map {
      try Term.fresh("q\($0)", .real, avoiding: Array(weights.values))
    }
    let squares = try weights.sorted { $0.key < $1.key }.map { i, weight in
      try weight === Term.one ? q[i] * q[i] : weight * (q[i] * q[i])
    }
    let sum = try squares.dropFirst().reduce(squares[0]) { try $0 + $1 }
    return try q.reversed().reduce(sum) { try .lambda($1, $0) }
  }

  /// λq. −f(q).
  static func negated(_ f: Term, count: Int) throws -> Term {
    let q = try (0..<count).map { try Term.fresh("q\($0)", .real, avoiding: [f]) }
    let body = try -q.reduce(f) { try $0.at($1) }
    return try q.reversed().reduce(body) { try .lambda($1, $0) }
  }
}

extension Prover {
  /// The autonomous differential equations of the functions in an expression at a time, and of those in
  /// their rates; `nil` where there are none, or more than four.
  func flow(of e: Term, at time: Term) throws -> AutonomousFlow? {
    var curves = trajectories(in: e)
    var rates: [Term] = []
    while rates.count < curves.count {
      let derivative: Term = try .apply(.derivative, [curves[rates.count], time])
      let rate = try evaluate(derivative).right
      guard !rate.uses(.derivative) else { return nil }
      for other in trajectories(in: rate) where !curves.contains(other) { curves.append(other) }
      guard curves.count <= 4 else { return nil }
      rates.append(rate)
    }
    guard !curves.isEmpty else { return nil }
    var field: [Term] = []
    for rate in rates {
      guard let component = try AutonomousFlow.function(of: rate, curves, at: time) else {
        return nil
      }
      field.append(component)
    }
    return AutonomousFlow(curves: curves, field: field)
  }

  /// xᵢ has the derivative vᵢ(x(t)) at t.
  func slope(of flow: AutonomousFlow, _ i: Int, at time: Term) throws -> Theorem {
    let curve = flow.curves[i]
    let known = try differentiate(curve, at: time)
    guard let parts = known.conclusion.arguments(of: .hasDerivative) else {
      throw ProofFailure("a derivative is needed", curve)
    }
    let value = try Theorem.use(.derivativeValue, [curve, parts[1], time], known)
    let rate = try value.symmetric().then(evaluate(.apply(.derivative, [curve, time])))
    let same = try rate.then(equation(rate.right, flow.value(flow.field[i], at: time)))
    return try known.rewritten(
      by: .congruence(.hasDerivative, [.reflexive(curve), same, .reflexive(time)]))
  }

  /// V(t) ≤ V(s) for a λ-term V of the time, from s ≤ t and V′ ≤ 0 between.
  func falling(_ function: Term, from s: Term, to t: Term, _ isOrdered: Theorem) throws -> Theorem {
    let level = try function.instantiate(s)
    let falling = try falls(function, above: level, from: s, to: t)
    let reflexive = try Theorem.lessOrEqual(
      level, level,
      from: Theorem.arithmetic(.lessOrEqual(.zero, .zero)).moved(to: level - level))
    return try .use(.upperBarrier, [function, level, s, t], falling, isOrdered, reflexive)
  }

  /// For all curves γ with derivatives, λs. f(γ(s)) has one.
  func alongCurves(_ f: Term, count: Int) throws -> Theorem {
    var curves: [Term] = []
    for i in 1...count {
      curves.append(
        try .fresh(
          "γ\(i)", .function(.real, .real), avoiding: facts.map(\.conclusion) + [f] + curves))
    }
    let t = try fresh("t", .real, f)
    let z = try fresh("z", .real, f)
    let assumed = try curves.map {
      try Theorem.assume(
        .forAll(t, .exists(z, .apply(.hasDerivative, [$0, z, t]))))
    }
    let s = try fresh("s", .real, f, t)
    let along = try Term.lambda(s, AutonomousFlow.value(f, curves, at: s))
    let derivative = try adding(assumed).differentiate(along, at: t)
    guard let parts = derivative.conclusion.arguments(of: .hasDerivative) else {
      throw ProofFailure("a derivative is needed", f)
    }
    var result =
      try derivative
      .witnessing(.lambda(z, .apply(.hasDerivative, [along, z, t])), parts[1]).generalizing(t)
    for assumption in assumed.reversed() {
      result = try result.discharging(assumption.conclusion)
    }
    for curve in curves.reversed() { result = try result.generalizing(curve) }
    return result
  }
}
