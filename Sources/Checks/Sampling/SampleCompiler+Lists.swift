import Exact
import Notation
import Numeric

/// Lists of independent points under an expectation.
extension SampleCompiler {
  /// A list whose points are drawn: at each place an input and the points that it chooses from, in their order.
  struct PointList {
    let space: String
    var places: [(input: Int?, points: [Int])] = []
  }

  /// ∫ ∏ⱼ D(z_j)·f over all lists z₁, …, z_k of points: ∏ⱼ ∫ D(z_j) times the mean of f for points drawn one by one.
  func list(_ name: String, _ count: Int, _ body: Expression) throws -> SampleValue {
    guard case .binary(.multiply, let product, let rest) = body.form,
      case .bind(.product(let index, _, _), let density) = product.form,
      case .point(let space)? = table.declarations[name]?.type,
      let weights = evaluator.instance.spaces[space], !dependsOnRandom(density),
      (1...1024) ~= count
    else { throw EvaluationFailure.notEvaluable("samples of these lists") }
    var drawn = PointList(space: space)
    var mass = Ball(1)
    for i in 1...count {
      let masses = try weights.enumerated().map { point, weight -> Ball in
        let value = try binding(place: i, of: name, to: .point(space, point)) {
          try evaluator.binding(index, to: SurfaceValue(Rational(i))) {
            try evaluator.number(density)
          }
        }
        guard value.tag == 0, let ball = value.primal.real(bits: 128), ball.isNegative == .no else {
          throw EvaluationFailure.undefined("a density below 0", standing: true)
        }
        return Ball(weight) * ball
      }
      mass *= masses.reduce(Ball(0)) { $0 + $1 }
      let possible = masses.indices.filter { masses[$0].midpoint > 0 }
      let input =
        possible.count == 1 ? nil : try input(possible.map { masses[$0].midpoint })
      drawn.places.append((input, possible))
    }
    let saved = lists.updateValue(drawn, forKey: name)
    defer { lists[name] = saved }
    let mean = try with(name, .number(program.add(.constant(0)))) { try value(rest) }
    return try combine(.multiply, fixed(.number(.plain(.ball(mass)))), mean)
  }

  /// Evaluates something with one point of a list; a list is known by its first one.
  private func binding<R>(
    place: Int, of name: String, to point: SurfaceValue, _ body: () throws -> R
  ) rethrows -> R {
    let names = [1, place].map { SurfaceEvaluator.sample(name, $0) }
    return try evaluator.binding(names, to: [point, point], body)
  }

  /// The value of something that depends on one point of one list, from a table over the points; `nil` else.
  func tabulated(_ e: Expression) throws -> SampleValue? {
    let dependencies = dependencies(of: e).intersection(random.keys)
    guard dependencies.count == 1, let name = dependencies.first, let list = lists[name],
      let places = places(of: name, in: e), places.count == 1, let place = places.first,
      list.places.indices.contains(place - 1)
    else { return nil }
    let (input, points) = list.places[place - 1]
    let values = try points.map { point in
      try binding(place: place, of: name, to: .point(list.space, point)) {
        try fixed(evaluator.value(e))
      }
    }
    return try input.map { try selected($0, values) } ?? values[0]
  }

  /// The places of a list at which an expression takes points; `nil` where a sum or a product in it runs over them.
  private func places(of name: String, in e: Expression, bound: Set<String> = []) -> Set<Int>? {
    switch e.form {
    case .index(let head, let indices) where head.form == .symbol(name):
      guard indices.count == 1, indices[0].freeSymbols.isDisjoint(with: bound),
        let place = try? evaluator.integer(indices[0])
      else { return nil }
      return [place]
    case .symbol(let symbol):
      guard let definition = table.definitions[symbol] else { return [] }
      return places(of: name, in: definition.body, bound: bound.union(definition.parameters))
    default: break
    }
    var bound = bound
    if case .bind(.sum(let index, _, _), _) = e.form { bound.insert(index) }
    if case .bind(.product(let index, _, _), _) = e.form { bound.insert(index) }
    var result: Set<Int> = []
    for child in e.children {
      guard let more = places(of: name, in: child, bound: bound) else { return nil }
      result.formUnion(more)
    }
    return result
  }
}
