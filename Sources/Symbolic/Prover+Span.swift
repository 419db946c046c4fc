import Exact
import Kernel

/// Integrals as linear functionals: integrability and values of combinations.
extension Prover {
  /// A point of a space with what is known there.
  final class Pointwise {
    let point: Term
    let context: Prover
    let premises: [Theorem]
    /// The functions of the point that are known to be integrable.
    var span: IntegralSpan?

    init(point: Term, context: Prover, premises: [Theorem]) {
      self.point = point
      self.context = context
      self.premises = premises
    }
  }

  func pointwise(on space: Sort, _ terms: Term...) throws -> Pointwise {
    if let place = places[space],
      !terms.contains(where: { $0.freeVariables.contains(place.point) })
    {
      return place
    }
    let point = try Term.fresh("x", space, avoiding: terms + facts.map(\.conclusion))
    let (context, premises) = try pointwise(at: point)
    let place = Pointwise(point: point, context: context, premises: premises)
    places[space] = place
    return place
  }

  /// The functions on the space of a point that are known to be integrable: first those with a known
  /// integral, then those whose integral is known to be positive, as a marginal is, then the others.
  func span(at place: Pointwise) throws -> IntegralSpan {
    if let known = place.span { return known }
    try fuel.spend(1 + facts.count / 4)
    guard fuel.spanDepth < 6 else { throw ProofFailure("integrals are nested too deeply") }
    var unique: [Term] = []
    for function in try integrableFunctions(on: place.point.sort)
    where !unique.contains(function) {
      unique.append(function)
    }
    // An integral inside of a function is looked into with fewer functions, so that this ends.
    let levels = facts.compactMap { $0.conclusion.arguments(of: .integrable)?[0].integralLevels }
    let allowed = (levels.max() ?? 0) - fuel.spanDepth
    unique.removeAll {
      $0.integralLevels > max(allowed, 0) || fuel.spanDepth > 2 && !isFlat($0, place)
    }
    // So are means of random variables inside of others: their spans do without those.
    if fuel.spanDepth > 0, try randomness(on: place.point.sort) != nil {
      unique.removeAll { $0.hasIntegral(over: place.point.sort) }
    }
    fuel.spanDepth += 1
    defer { fuel.spanDepth -= 1 }
    let forms = try place.context.laurents(unique.map { try $0.instantiate(place.point) })
    var span = IntegralSpan(point: place.point)
    var members = Array(zip(unique, forms))
    if try randomness(on: place.point.sort) != nil {
      // (aX − b)² is a combination of X² and X, but not X² one of (aX − b)² and X for all a.
      let isMonic = try members.map { try span.isMonic($0.1) }
      members =
        zip(members, isMonic).filter(\.1).map(\.0) + zip(members, isMonic).filter { !$0.1 }.map(\.0)
    }
    for (function, form) in members {
      let goal: Term = try .apply(.integrable, [function])
      guard let integrable = facts.first(where: { $0.conclusion === goal }) else { continue }
      let integral: Term = try .apply(.integral, [function])
      let known = facts.first {
        $0.conclusion.arguments(of: .equal)?[0] === integral
      }
      try span.add(
        .init(
          function: function, integrable: integrable, value: try known ?? .reflexive(integral),
          form: form))
    }
    place.span = span
    return span
  }

  /// Whether the function speaks of no integrals but marginals.
  private func isFlat(_ function: Term, _ place: Pointwise) -> Bool {
    guard let value = try? function.instantiate(place.point) else { return false }
    return value.outerIntegrals.allSatisfy(place.context.isMarginal)
  }

  private func integrableFunctions(on space: Sort) throws -> [Term] {
    var ranks: [[Term]] = [[], [], []]
    for fact in facts {
      guard let function = fact.conclusion.arguments(of: .integrable)?[0],
        case .lambda(space, _) = function.node
      else { continue }
      let integral: Term = try .apply(.integral, [function])
      let rank =
        facts.contains { $0.conclusion.arguments(of: .equal)?[0] === integral }
        ? 0 : isMarginal(integral) ? 1 : 2
      ranks[rank].append(function)
    }
    return ranks.flatMap { $0 }
  }

  /// Whether the integral is known to be positive.
  func isMarginal(_ integral: Term) -> Bool { marginalBound(integral) != nil }

  /// The fact 0 < ∫f.
  func marginalBound(_ integral: Term) -> Theorem? {
    facts.first {
      guard let sides = $0.conclusion.arguments(of: .less) else { return false }
      return sides[0] === Term.zero && sides[1] === integral
    }
  }

  // MARK: Integrability

  /// f is integrable: a combination of functions that are, or between two such.
  func integrability(of function: Term) throws -> Theorem {
    guard case .lambda(let space, _) = function.node else {
      throw ProofFailure("a function written out is needed", function)
    }
    let goal: Term = try .apply(.integrable, [function])
    if let known = integrabilities[function] {
      guard let known else { throw ProofFailure("it is not known to be integrable", goal) }
      return known
    }
    integrabilities[function] = .some(nil)
    let place = try pointwise(on: space, function)
    let value = try function.instantiate(place.point)
    let span = try span(at: place)
    let form = try place.context.laurents([value])[0]
    if let coefficients = try span.combination(IntegralSpan.polynomial(form)) {
      let combination = try span.combination(coefficients)
      let equation = try place.context.equal(
        value, form, combination.function.at(place.point))
      let bound = try Theorem.lessOrEqualOfEqual(equation)
      let opposite = try Theorem.lessOrEqualOfEqual(equation.symmetric())
      let result = try between(combination, combination, function, opposite, bound, place)
      integrabilities[function] = .some(result)
      return result
    }
    guard let below = try integrableBound(value, place, span),
      let above = try integrableBound(-value, place, span)
    else { throw ProofFailure("it is not known to be integrable", goal) }
    let upper = try scaled(above.combination, by: -1)
    let top = try Theorem.lessOrEqual(
      value, upper.function.at(place.point),
      from: above.gap.moved(to: upper.function.at(place.point) - value))
    let bottom = try Theorem.lessOrEqual(
      below.combination.function.at(place.point), value, from: below.gap)
    let result = try between(below.combination, upper, function, bottom, top, place)
    integrabilities[function] = .some(result)
    return result
  }

  private func scaled(_ combination: IntegralSpan.Combination, by factor: Rational) throws
    -> IntegralSpan.Combination
  {
    let (integrable, value) = try Theorem.use(
      .integralScale, [.real(factor), combination.function], combination.integrable
    ).conjuncts()
    guard let function = integrable.conclusion.arguments(of: .integrable)?[0] else {
      throw ProofFailure("scale", combination.function)
    }
    return IntegralSpan.Combination(function: function, integrable: integrable, value: value)
  }

  private func between(
    _ low: IntegralSpan.Combination, _ high: IntegralSpan.Combination, _ function: Term,
    _ bottom: Theorem, _ top: Theorem, _ place: Pointwise
  ) throws -> Theorem {
    try .use(
      .integrableBetween, [low.function, function, high.function], low.integrable,
      high.integrable, almostEverywhere(bottom, place.point, place.premises),
      almostEverywhere(top, place.point, place.premises))
  }

  /// 0 ≤ value − G(x) for an integrable G, by tangents of logarithms.
  func integrableBound(_ value: Term, _ place: Pointwise, _ span: IntegralSpan) throws
    -> (combination: IntegralSpan.Combination, gap: Theorem)?
  {
    try place.context.firstBound(of: value) { tangents in
      let form = try place.context.laurents([tangents.lower])[0]
      guard let coefficients = try span.combination(IntegralSpan.polynomial(form)) else {
        return nil
      }
      let combination = try span.combination(coefficients)
      let g = try combination.function.at(place.point)
      let equation = try place.context.equal(tangents.lower, form, g)
      let difference = try Theorem.congruence(
        .add, [.reflexive(value), .congruence(.negate, [equation])])
      let gap = try tangents.gap.weakened().rewritten(
        by: .congruence(.lessOrEqual, [.reflexive(.zero), difference]))
      return (combination, gap)
    }
  }

  /// s = t, where the Laurent form of s is known.
  func equal(_ s: Term, _ form: Theorem, _ t: Term) throws -> Theorem {
    let canonical = try laurents([t, s])
    let nonzero = try denominators(of: [canonical[0].right, form.right])
    let step = try Theorem.ring(form.right, canonical[0].right, nonzero: nonzero)
    return try form.then(step).then(canonical[0].symmetric())
  }

  // MARK: Equations

  /// ∫f = Σ cⱼ ∫gⱼ for those of the integrals that are combinations of the others.
  func integralEquations(for integrals: [Term]) throws -> [Term: Theorem] {
    var result: [Term: Theorem] = [:]
    var spaces: [Sort] = []
    for integral in integrals {
      guard case .function(let space, _)? = integral.arguments(of: .integral)?[0].sort,
        !spaces.contains(space)
      else { continue }
      spaces.append(space)
    }
    for space in spaces {
      let functions = integrals.compactMap { $0.arguments(of: .integral)?[0] }
        .filter { if case .function(space, _) = $0.sort { true } else { false } }
      guard functions.contains(where: { !isMarginalFunction($0) }) else { continue }
      result.merge(try integralEquations(functions, on: space)) { first, _ in first }
    }
    return result
  }

  private func isMarginalFunction(_ function: Term) -> Bool {
    (try? Term.apply(.integral, [function])).map(isMarginal) ?? false
  }

  private func integralEquations(_ functions: [Term], on space: Sort) throws -> [Term: Theorem] {
    // Functions that are not assumed to be integrable have to be shown so.
    var proved: [Theorem] = []
    for function in functions {
      let goal: Term = try .apply(.integrable, [function])
      guard !facts.contains(where: { $0.conclusion === goal }),
        let theorem = try? integrability(of: function)
      else { continue }
      proved.append(theorem)
    }
    let prover = proved.isEmpty ? self : try adding(proved)
    let place = try prover.pointwise(on: space)
    let span = try prover.span(at: place)
    var result: [Term: Theorem] = [:]
    for index in span.members.indices where !span.members[index].value.isTrivial {
      let value = span.members[index].value
      result[try value.left] = value
    }
    for (index, coefficients) in span.dependent {
      let member = span.members[index]
      let integral: Term = try .apply(.integral, [member.function])
      guard member.value.isTrivial, !isMarginal(integral), functions.contains(member.function)
      else { continue }
      let combination = try span.combination(coefficients)
      guard
        let equation = try? place.context.equal(
          member.function.instantiate(place.point), member.form,
          combination.function.at(place.point))
      else { continue }
      let step = try integralEquation(
        member.function, member.integrable, combination, equation, place)
      result[integral] = try step.then(combination.value)
    }
    return result
  }

  /// ∫f = ∫G from f(x) = G(x) for almost all x.
  private func integralEquation(
    _ function: Term, _ integrable: Theorem, _ combination: IntegralSpan.Combination,
    _ equation: Theorem, _ place: Pointwise
  ) throws -> Theorem {
    let up = try Theorem.use(
      .integralMonotone, [function, combination.function], integrable, combination.integrable,
      almostEverywhere(.lessOrEqualOfEqual(equation), place.point, place.premises))
    let down = try Theorem.use(
      .integralMonotone, [combination.function, function], combination.integrable, integrable,
      almostEverywhere(
        .lessOrEqualOfEqual(equation.symmetric()), place.point, place.premises))
    let (a, b): (Term, Term) = try (
      .apply(.integral, [function]), .apply(.integral, [combination.function])
    )
    return try .use(.antisymmetric, [a, b], up, down)
  }
}

extension Theorem {
  /// a ≤ b from a = b.
  static func lessOrEqualOfEqual(_ equation: Theorem) throws -> Theorem {
    let (a, b) = try equation.sides
    let zero = try Theorem.arithmetic(.lessOrEqual(.zero, .zero))
    let difference = try Theorem.congruence(
      .add, [.reflexive(b), .congruence(.negate, [equation])])
    let moved = try zero.rewritten(
      by: .congruence(
        .lessOrEqual,
        [.reflexive(.zero), Theorem.ring(.zero, b - b).then(difference.symmetric())]))
    return try .lessOrEqual(a, b, from: moved)
  }
}

extension Term {
  /// How deep integrals with logarithms are nested in the term.
  fileprivate var integralLevels: Int {
    switch node {
    case .bound, .free, .number: 0
    case .apply(.integral, let x) where x[0].hasLogarithm: 1 + x[0].integralLevels
    case .apply(_, let parts): parts.map(\.integralLevels).max() ?? 0
    case .lambda(_, let body): body.integralLevels
    case .call(let function, let argument): max(function.integralLevels, argument.integralLevels)
    }
  }

  /// The integrals outside of binders, and outside of each other.
  var outerIntegrals: [Term] {
    switch node {
    case .bound, .free, .number, .lambda: []
    case .apply(.integral, _): [self]
    case .apply(_, let parts): parts.flatMap(\.outerIntegrals)
    case .call(let function, let argument): function.outerIntegrals + argument.outerIntegrals
    }
  }

  /// Whether an integral over the space occurs in the term.
  fileprivate func hasIntegral(over space: Sort) -> Bool {
    switch node {
    case .bound, .free, .number: return false
    case .apply(let op, let parts):
      if op == .integral, case .function(space, _) = parts[0].sort { return true }
      return parts.contains { $0.hasIntegral(over: space) }
    case .lambda(_, let body): return body.hasIntegral(over: space)
    case .call(let function, let argument):
      return function.hasIntegral(over: space) || argument.hasIntegral(over: space)
    }
  }

  private var hasLogarithm: Bool {
    switch node {
    case .bound, .free, .number: false
    case .apply(let op, let parts): op == .log || parts.contains(where: \.hasLogarithm)
    case .lambda(_, let body): body.hasLogarithm
    case .call(let function, let argument): function.hasLogarithm || argument.hasLogarithm
    }
  }
}
