import Exact
import Notation
import Numeric

/// What differential equations determine at other times than that of the instance: by the exponential of a
/// matrix where they are linear, else in steps with certain errors.
extension SurfaceEvaluator {
  /// The functions that move, each with its derivatives below the order of its equation.
  typealias State = [String: [SurfaceValue]]

  /// The state at a time.
  func state(at time: Scalar) throws -> State {
    if let q = time.rational, let known = states[q] { return known }
    let names = instance.curves.keys.filter { table.motions[$0] != nil }.sorted()
    let motions = names.compactMap { table.motions[$0] }
    guard Set(motions.map(\.variable)).count == 1, let variable = motions.first?.variable,
      let start = instance.origin(of: motions[0])?.primal.real(bits: bits),
      let end = time.real(bits: bits)
    else { throw EvaluationFailure.notEvaluable("values at two times") }
    let flow = Flow(evaluator: self, names: names, variable: variable)
    let numbers =
      table.motionsAreLinear
      ? try flow.linear(for: end - start) : try flow.stepped(from: start, to: end)
    let result = flow.state(numbers)
    if let q = time.rational { states[q] = result }
    return result
  }
}

extension Instance {
  /// The time at which the values of a moved function are given.
  func origin(of motion: ScopeTable.Motion) -> DualNumber? {
    if let origin { return DualNumber(origin) }
    guard case .number(let now)? = values[motion.variable] else { return nil }
    return now
  }
}

/// The system of all equations of an instance, as one of first order for a list of numbers.
struct Flow {
  let evaluator: SurfaceEvaluator
  let names: [String]
  let variable: String

  private var bits: Int { evaluator.bits }

  /// The numbers of the state at the time of the instance.
  private func start() throws -> [Ball] {
    try balls(names.flatMap { evaluator.instance.curves[$0] ?? [] })
  }

  private func balls(_ values: [SurfaceValue]) throws -> [Ball] {
    try values.flatMap { $0.numbers ?? [] }.map { x in
      guard case .plain(let scalar) = x, let ball = scalar.real(bits: bits) else {
        throw EvaluationFailure.notEvaluable("values at two times")
      }
      return ball
    }
  }

  /// The state that some numbers are.
  func state(_ numbers: [Ball]) -> SurfaceEvaluator.State {
    var result: SurfaceEvaluator.State = [:]
    var position = 0
    for name in names {
      result[name] = (evaluator.instance.curves[name] ?? []).map { value in
        let count = value.numbers?.count ?? 0
        defer { position += count }
        return value.replacing(
          numbers[position..<(position + count)].map { ball in
            .plain(ball.exactRational.map { .exact($0) } ?? .ball(ball))
          })
      }
    }
    return result
  }

  /// The derivatives of some order of the numbers of a state, in the order of the numbers.
  private func derivatives(_ order: Int, _ numbers: [Ball], at time: Ball) throws -> [Ball] {
    var instance = evaluator.instance
    instance.curves = state(numbers)
    instance.values[variable] = .number(.plain(.ball(time)))
    let moved = SurfaceEvaluator(
      table: evaluator.table, instance: instance, bits: bits, fuel: evaluator.fuel)
    moved.isOnFlow = true
    return try balls(
      names.flatMap { name in
        try (evaluator.instance.curves[name] ?? []).indices.map {
          try moved.curve(name, order: $0 + order, at: .plain(.ball(time)))
        }
      })
  }

  /// The numbers after a time of the linear system.
  ///
  /// Law: ż = M z + c has z(s) = the first entries of exp(s (M c; 0 0)) (z(0), 1).
  func linear(for duration: Ball) throws -> [Ball] {
    let start = try start()
    let zero = Ball(0, precision: bits)
    let unit = Ball(1, precision: bits)
    let origin = start.map { _ in zero }
    let constant = try derivatives(1, origin, at: zero)
    var columns: [[Ball]] = []
    for j in start.indices {
      var z = origin
      z[j] = unit
      columns.append(zip(try derivatives(1, z, at: zero), constant).map { ($0 - $1) * duration })
    }
    columns.append(constant.map { $0 * duration })
    let matrix =
      start.indices.map { i in columns.map { $0[i] } } + [columns.map { _ in zero }]
    let exponential = matrixExponential(matrix)
    return start.indices.map { i in
      zip(exponential[i], start + [unit]).reduce(zero) { $0 + $1.0 * $1.1 }
    }
  }

  /// The numbers after steps of Taylor's formula of order 3.
  ///
  /// Law: a box B that contains z + [0, h] ż(B) contains the solution from z up to the time h, and
  /// z(h) ∈ z + h ż + h²/2 z̈ + h³/6 z⃛(B). Source: W. Tucker, Validated Numerics, Princeton 2011, §6.3. A
  /// higher precision does not help.
  func stepped(from start: Ball, to end: Ball) throws -> [Ball] {
    guard bits <= 200 else { throw EvaluationFailure.unknown }
    var z = try self.start()
    let duration = end - start
    let length = abs(duration.midpoint)
    guard length <= 4 else { throw EvaluationFailure.notEvaluable("a time so far away") }
    let count = max(2, Int(8 * length) + 1)
    // Balls cost more than the nodes of the formula do.
    try evaluator.fuel.spend(1_000 * count)
    let h = duration / Ball(count, precision: bits)
    let sixth = h * h * h / Ball(6, precision: bits)
    let half = h * h / Ball(2, precision: bits)
    for step in 0..<count {
      let time = start + h * Ball(step, precision: bits)
      let span = Ball.union(time, time + h)
      let first = try derivatives(1, z, at: time)
      let box = try enclosure(of: z, first, h, span)
      let second = try derivatives(2, z, at: time)
      let third = try derivatives(3, box, at: span)
      z = z.indices.map { z[$0] + h * first[$0] + half * second[$0] + sixth * third[$0] }
    }
    return z
  }

  /// A box that contains the solution from z on for the time h.
  private func enclosure(
    of z: [Ball], _ slope: [Ball], _ h: Ball, _ span: Ball
  ) throws -> [Ball] {
    let step = Ball.union(Ball(0, precision: bits), h)
    func wider(_ b: Ball) -> Ball {
      b + Ball(around: 0, radius: b.radius / 4 + 1e-9, precision: bits)
    }
    var box = zip(z, slope).map { wider($0 + step * $1) }
    for _ in 0..<8 {
      let image = zip(z, try derivatives(1, box, at: span)).map { $0 + step * $1 }
      if zip(box, image).allSatisfy({ $0.contains($1) }) { return image }
      box = zip(box, image).map { wider(Ball.union($0, $1)) }
    }
    throw EvaluationFailure.unknown
  }
}
