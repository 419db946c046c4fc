import Exact
import Notation
import Numeric

extension SurfaceEvaluator {
  /// ∂ⁿe/∂xⁿ at the current value of x.
  func derivative(of e: Expression, by name: String, order: Int) throws -> SurfaceValue {
    if order == 0 { return try value(e) }
    let point = try value(.init(.symbol(name), at: e.place))
    guard case .number(let x) = point else {
      throw EvaluationFailure.notEvaluable("a derivative by \(name), which is no number")
    }
    let tag = freshTag()
    let result = try binding(name, to: .number(.dual(tag: tag, value: x, slopes: [.one]))) {
      try derivative(of: e, by: name, order: order - 1)
    }
    return try result.mapping { $0.slope(of: tag, 0) }
  }

  /// ∂e/∂x_{ij} at the current value of the vector or matrix x.
  func derivative(
    of e: Expression, by name: String, at indices: [Expression]
  ) throws -> SurfaceValue {
    let point = try value(.init(.symbol(name), at: e.place))
    let at = try indices.map { try integer($0) - 1 }
    let position: Int
    switch point {
    case .vector(let v) where at.count == 1 && v.indices.contains(at[0]): position = at[0]
    case .matrix(let g)
    where at.count == 2 && (0..<g.rows).contains(at[0]) && (0..<g.columns).contains(at[1]):
      position = at[0] * g.columns + at[1]
    case .vector where at.count == 1, .matrix where at.count == 2:
      throw EvaluationFailure.undefined("an index out of range")
    default: throw EvaluationFailure.shapes
    }
    let tag = freshTag()
    var numbers = point.numbers ?? []
    numbers[position] = .dual(tag: tag, value: numbers[position], slopes: [.one])
    let result = try binding(name, to: point.replacing(numbers)) { try value(e) }
    return try result.mapping { $0.slope(of: tag, 0) }
  }

  /// The column of partial derivatives of a number; a matrix for one variable that is a matrix, and for a vector.
  func gradient(of e: Expression, by names: [String]) throws -> SurfaceValue {
    let points = try names.map { try value(.init(.symbol($0), at: e.place)) }
    let (tag, moved, count) = try perturb(points)
    let y: DualNumber
    switch try binding(names, to: moved, { try value(e) }) {
    case .number(let number): y = number
    case .vector(let list): return jacobian(list, tag, points, count)
    default: throw EvaluationFailure.notEvaluable("the gradient of something that is no number")
    }
    let slopes = (0..<count).map { y.slope(of: tag, $0) }
    if points.count == 1, case .matrix = points[0] { return points[0].replacing(slopes) }
    if points.count == 1, case .number = points[0] { return .number(slopes[0]) }
    return .vector(slopes)
  }

  /// The rows of the derivatives of some numbers; by one number the column of them.
  private func jacobian(
    _ list: [DualNumber], _ tag: Int, _ points: [SurfaceValue], _ count: Int
  ) -> SurfaceValue {
    if points.count == 1, case .number = points[0] {
      return .vector(list.map { $0.slope(of: tag, 0) })
    }
    let entries = list.flatMap { y in (0..<count).map { y.slope(of: tag, $0) } }
    return .matrix(Grid(rows: list.count, columns: count, entries))
  }

  /// Values with a fresh direction for each of their numbers.
  private func perturb(_ points: [SurfaceValue]) throws -> (Int, [SurfaceValue], Int) {
    let counts = points.map { $0.numbers?.count ?? 0 }
    guard !counts.contains(0) else {
      throw EvaluationFailure.notEvaluable("a derivative by something that has no numbers")
    }
    let count = counts.reduce(0, +)
    let tag = freshTag()
    var direction = 0
    let moved = try points.map { point in
      try point.mapping { x in
        var slopes = Array(repeating: DualNumber.zero, count: count)
        slopes[direction] = .one
        direction += 1
        return .dual(tag: tag, value: x, slopes: slopes)
      }
    }
    return (tag, moved, count)
  }

  /// The value of a function: declared, defined, a density, or the derivative of one.
  func apply(_ head: Expression, _ arguments: [SurfaceValue]) throws -> SurfaceValue {
    try fuel.spend()
    switch head.form {
    case .symbol(let name):
      if let image = image(head, arguments) { return image }
      return try apply(name, arguments)
    case .call(.inverse, _):
      guard let image = image(head, arguments) else { throw EvaluationFailure.shapes }
      return image
    case .prime(let inner):
      guard arguments.count == 1, case .number(let x) = arguments[0] else {
        throw EvaluationFailure.notEvaluable("f' of a function of several variables")
      }
      if let (name, order) = inner.curve, table.motions[name] != nil {
        return try curve(name, order: order + 1, at: x)
      }
      let tag = freshTag()
      let moved = SurfaceValue.number(.dual(tag: tag, value: x, slopes: [.one]))
      return try apply(inner, [moved]).mapping { $0.slope(of: tag, 0) }
    case .jacobian(let inner):
      let (tag, moved, count) = try perturb(arguments)
      switch try apply(inner, moved) {
      case .number(let y): return .vector((0..<count).map { y.slope(of: tag, $0) })
      case .vector(let list): return jacobian(list, tag, [], count)
      default: throw EvaluationFailure.shapes
      }
    case .gradient(let inner, let names):
      guard case .symbol(let name) = inner.form, let definition = table.definitions[name],
        definition.parameters.count == arguments.count
      else { throw EvaluationFailure.notEvaluable("the gradient of this function") }
      return try binding(definition.parameters, to: arguments) {
        try gradient(of: definition.body, by: names)
      }
    case .partial(let inner, let variable, let order):
      guard case .symbol(let name) = inner.form, let definition = table.definitions[name],
        definition.parameters.count == arguments.count
      else { throw EvaluationFailure.notEvaluable("the derivative of this function") }
      return try binding(definition.parameters, to: arguments) {
        try derivative(of: definition.body, by: variable, order: order)
      }
    default: throw EvaluationFailure.notEvaluable("the value of something that is no function")
    }
  }

  private func apply(_ name: String, _ arguments: [SurfaceValue]) throws -> SurfaceValue {
    if let definition = table.definitions[name] {
      guard definition.parameters.count == arguments.count else {
        throw EvaluationFailure.notEvaluable("\(name) with \(arguments.count) arguments")
      }
      return try binding(definition.parameters, to: arguments) { try value(definition.body) }
    }
    if table.motions[name] != nil {
      guard arguments.count == 1, case .number(let x) = arguments[0] else {
        throw EvaluationFailure.shapes
      }
      return try curve(name, order: 0, at: x)
    }
    if let map = instance.functions[name] {
      let x = try arguments.flatMap { argument in
        guard let numbers = argument.numbers else { throw EvaluationFailure.shapes }
        return numbers
      }
      return try map(x, arithmetic)
    }
    if let law = instance.normals[name] {
      guard arguments.count == 1 else { throw EvaluationFailure.shapes }
      return try normalDensity(
        arguments[0], SurfaceValue(law.mean), SurfaceValue(law.variance))
    }
    if let density = instance.densities[name] {
      let place = try position(of: arguments)
      guard density.indices.contains(place) else { throw EvaluationFailure.shapes }
      return SurfaceValue(density[place])
    }
    throw EvaluationFailure.notEvaluable("\(name) has no value here")
  }

  /// The place of some points in the table of a density or a function of points.
  private func position(of arguments: [SurfaceValue]) throws -> Int {
    var position = 0
    for argument in arguments {
      guard case .point(let space, let i) = argument, let size = instance.spaces[space]?.count
      else { throw EvaluationFailure.notEvaluable("a density at something that is no point") }
      position = position * size + i
    }
    return position
  }

  /// A derivative of a function that a differential equation determines.
  ///
  /// Law: y⁽ᵐ⁾(t + ε) = y⁽ᵐ⁾(t) + y⁽ᵐ⁺¹⁾(t) ε, and from the equation's order on y⁽ᵐ⁾ is the
  /// derivative of the right side. Values are given at one time, that of the instance.
  func curve(_ name: String, order: Int, at t: DualNumber) throws -> SurfaceValue {
    try fuel.spend()
    guard let motion = table.motions[name] else { throw EvaluationFailure.shapes }
    if case .dual(let tag, let inner, let slopes) = t {
      let base = try curve(name, order: order, at: inner)
      let rate = try curve(name, order: order + 1, at: inner)
      guard let values = base.numbers, let rates = rate.numbers, values.count == rates.count else {
        throw EvaluationFailure.shapes
      }
      return base.replacing(
        zip(values, rates).map { v, r in
          .dual(tag: tag, value: v, slopes: slopes.map { arithmetic.multiply(r, $0) })
        })
    }
    if order < motion.order {
      guard let known = instance.curves[name], known.indices.contains(order) else {
        throw EvaluationFailure.notEvaluable("\(name) has no value here")
      }
      if isOnFlow { return known[order] }
      guard let now = instance.origin(of: motion) else {
        throw EvaluationFailure.notEvaluable("\(name) at two times")
      }
      if t.primal.equals(now.primal, bits: bits) == .yes { return known[order] }
      guard let values = try state(at: t.primal)[name], values.indices.contains(order) else {
        throw EvaluationFailure.notEvaluable("\(name) at two times")
      }
      return values[order]
    }
    return try lawful(name) {
      try binding(motion.variable, to: .number(t)) {
        try order == motion.order
          ? value(motion.rate)
          : derivative(of: motion.rate, by: motion.variable, order: order - motion.order)
      }
    }
  }
}

extension Expression {
  /// The function and the number of primes of ψ″.
  fileprivate var curve: (name: String, order: Int)? {
    switch form {
    case .symbol(let name): return (name, 0)
    case .prime(let inner): return inner.curve.map { ($0.name, $0.order + 1) }
    default: return nil
    }
  }
}
