import Kernel

/// Change of variables: integrals over the values of a declared bijection become integrals over its
/// arguments.
extension Prover {
  /// What is known of a bijection F from one space to another with the Jacobian J.
  struct Transport {
    let source: Sort
    let target: Sort
    /// ∀h. h integrable → h(F(u)) J(u) integrable ∧ ∫h = ∫h(F(u)) J(u).
    let forward: Theorem
    /// ∀h. h(F(u)) J(u) integrable → h integrable.
    let backward: Theorem
  }

  /// The bijections that the facts speak of; of two with the same values only the first.
  func findTransports() throws -> [Transport] {
    var forward: [(source: Sort, target: Sort, theorem: Theorem)] = []
    var backward: [(source: Sort, target: Sort, theorem: Theorem)] = []
    for fact in facts {
      guard let predicate = fact.conclusion.arguments(of: .forAll)?[0],
        case .lambda(.function(let target, .real), _) = predicate.node,
        let (h, body) = try? predicate.opened("h"), let sides = body.arguments(of: .implies),
        let premise = sides[0].arguments(of: .integrable)?[0]
      else { continue }
      if premise === h, let parts = sides[1].arguments(of: .and),
        case .function(let source, _)? = parts[0].arguments(of: .integrable)?[0].sort
      {
        forward.append((source, target, fact))
      } else if sides[1].arguments(of: .integrable)?[0] === h,
        case .function(let source, _) = premise.sort
      {
        backward.append((source, target, fact))
      }
    }
    var result: [Transport] = []
    for row in forward where !result.contains(where: { $0.target == row.target }) {
      guard let back = backward.first(where: { $0.source == row.source && $0.target == row.target })
      else { continue }
      result.append(
        Transport(
          source: row.source, target: row.target, forward: row.theorem, backward: back.theorem))
    }
    return result
  }

  /// ∫h = ∫h(F(u)) J(u) over the arguments of a bijection, where that is integrable; `nil` for spaces
  /// that no bijection leads to.
  func pulledForm(_ function: Term, _ space: Sort) throws -> Expectation? {
    guard let transport = transports.first(where: { $0.target == space }) else { return nil }
    try fuel.spend()
    let back = try transport.backward.specialized(to: function)
    guard let premise = back.conclusion.arguments(of: .implies)?[0] else { return nil }
    let carried = try evaluate(premise)
    guard let known = try? prove(carried.right, depth: 30) else { return nil }
    let integrable = try back.modusPonens(known.backwards(along: carried))
    let value = try transport.forward.specialized(to: function).modusPonens(integrable).conjuncts()
      .1
    let integral = try value.then(evaluate(value.right))
    return Expectation(
      integrable: integrable, value: try integral.then(elementary(integral.right)))
  }

  /// The context with what is known of integrals over the values of bijections also said of their
  /// arguments.
  func pullingBack() throws -> Prover {
    var context = self
    var done: Set<Term> = []
    for _ in 0..<4 {
      let transports = context.transports
      guard !transports.isEmpty else { return context }
      var new: [Theorem] = []
      for fact in context.facts {
        guard let function = fact.conclusion.arguments(of: .integrable)?[0],
          case .lambda(let space, _) = function.node, function.isClosed,
          let transport = transports.first(where: { $0.target == space }),
          done.insert(function).inserted
        else { continue }
        let (integrable, value) = try transport.forward.specialized(to: function)
          .modusPonens(fact).conjuncts()
        new.append(try integrable.rewritten(by: context.evaluate(integrable.conclusion)))
        let integral: Term = try .apply(.integral, [function])
        guard
          let known = context.facts.first(where: {
            $0.conclusion.arguments(of: .equal)?[0] === integral
          })
        else { continue }
        let moved = try value.then(context.evaluate(value.right))
        new.append(try moved.symmetric().then(known))
      }
      if new.isEmpty { return context }
      context = try context.adding(new)
    }
    return context
  }

  /// The points that bijections and their inverses lead to from a point, itself the first.
  func images(of point: Term) -> [Term] {
    var result = [point]
    guard case .space = point.sort else { return result }
    for _ in 0..<3 {
      for start in result {
        for map in maps {
          guard case .function(start.sort, let target) = map.sort,
            !result.contains(where: { $0.sort == target }), let image = try? Term.call(map, start)
          else { continue }
          result.append(image)
        }
      }
    }
    return result
  }

  /// The functions from one space to another that the facts speak of.
  func findMaps() -> [Term] {
    guard !transports.isEmpty else { return [] }
    var result: [Term] = []
    for fact in facts {
      for variable in fact.conclusion.freeVariables where !result.contains(variable) {
        if case .function(.space, .space) = variable.sort { result.append(variable) }
      }
    }
    return result
  }
}
