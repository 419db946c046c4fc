import Exact
import Notation
import Numeric

/// The values of functions: declared, defined, densities, and the derivatives of these.
extension Replay {
  /// A new function with these parameters, as its symbol.
  func function(_ parameters: [String], _ body: Expression) -> Expression {
    anonymous += 1
    let name = "function:\(anonymous)"
    definitions[name] = Definition(
      name: name, parameters: parameters, body: body, place: body.place)
    return Expression(.symbol(name), at: body.place)
  }

  func functionName(_ head: Expression) throws -> String {
    switch head.form {
    case .symbol(let name): return name
    case .prime(let inner): return try derived(functionName(inner), 0, nil)
    default: throw Unknown()
    }
  }

  /// The derivative of a function by its i-th argument, as a function of its own.
  func derived(_ name: String, _ i: Int, _ entry: Int?) throws -> String {
    let base = name.split(separator: "'").first.map(String.init) ?? name
    if let motion = table.motions[base] {
      let primed = name + "'"
      if primed.count - base.count == motion.order {
        definitions[primed] = Definition(
          name: primed, parameters: [motion.variable], body: motion.rate, place: motion.rate.place)
      }
      return primed
    }
    let result = "\(name):\(i):\(entry.map(String.init) ?? "")"
    if let definition = definitions[name], definition.parameters.indices.contains(i) {
      let variable = Variable(name: definition.parameters[i], entry: entry)
      definitions[result] = Definition(
        name: result, parameters: definition.parameters,
        body: try differentiate(definition.body, by: variable), place: definition.place)
    } else if let map = maps[name] {
      let slot = entry ?? i
      maps[result] = map.map { terms in
        terms.compactMap { term in
          guard term.exponents.indices.contains(slot), term.exponents[slot] > 0 else { return nil }
          var exponents = term.exponents
          exponents[slot] -= 1
          return (term.coefficient * constant(Rational(term.exponents[slot])), exponents)
        }
      }
    } else {
      throw Unknown()
    }
    return result
  }

  func apply(_ head: Expression, _ arguments: [Expression]) throws -> ReplayValue {
    if arguments.count == 1, let image = try moved(head, arguments[0])?.image { return image }
    if case .symbol(let name) = head.form, let definition = definitions[name],
      definition.parameters.count == arguments.count
    {
      return try with(definition.parameters, lazily: arguments) { try value(definition.body) }
    }
    let list = try arguments.map { try value($0) }
    switch head.form {
    case .jacobian(let inner):
      if case .jacobian(let base) = inner.form { return try hessian(functionName(base), list) }
      return try jacobian(functionName(inner), list)
    case .gradient(let inner, _), .partial(let inner, _, _):
      guard case .symbol(let name) = inner.form, let definition = definitions[name],
        let body = head.mapping({ _ in definition.body })
      else { throw Unknown() }
      return try with(definition.parameters, list) { try value(body) }
    default: return try apply(functionName(head), list)
    }
  }

  private func apply(_ name: String, _ list: [ReplayValue]) throws -> ReplayValue {
    if let definition = definitions[name], definition.parameters.count == list.count {
      return try with(definition.parameters, list) { try value(definition.body) }
    }
    let base = name.split(separator: "'").first.map(String.init) ?? name
    if let motion = table.motions[base], let text = printedValue(name, motion.variable),
      case .function(_, let type)? = table.declarations[base]?.type
    {
      if let known = current?[name] { return known }
      if case .number(let t)? = list.first, case .number(let now)? = startingTime(motion.variable),
        t.equals(now) != .yes
      {
        return try moved(name, to: t.re, from: now.re, motion.variable)
      }
      return try ReplayValue.reading(text, type, bits: bits) ?? fail()
    }
    if let law = normals[name], let x = list.first {
      return .number(
        try normalDensity(
          x, .number(constant(law.mean)), .number(constant(law.variance))))
    }
    if let density = densities[name] {
      var place = 0
      for (space, point) in zip(table.declarations[name]?.type.argumentSpaces(table) ?? [], list) {
        guard let count = weights[space]?.count, case .point(let i) = point else {
          throw Unknown()
        }
        place = place * count + i
      }
      guard density.indices.contains(place) else { throw Unknown() }
      return .number(density[place])
    }
    guard let map = maps[name] else { throw Unknown() }
    let x = try list.flatMap { item in try item.entries ?? fail() }
    let components = map.map { terms in
      terms.reduce(constant(0)) { sum, term in
        sum + zip(x, term.exponents).reduce(term.coefficient) { $0 * $1.0.power($1.1) }
      }
    }
    let source = name.split(separator: ":").first.map(String.init) ?? name
    switch table.declarations[source]?.type {
    case .function(_, .vector)?: return .vector(components)
    case .function(_, .matrix(_, let m))?:
      let width = try integer(m)
      guard width > 0, components.count.isMultiple(of: width) else { throw Unknown() }
      return .matrix(
        stride(from: 0, to: components.count, by: width).map {
          Array(components[$0..<($0 + width)])
        })
    default: return .number(components[0])
    }
  }

  /// The time at which the values of what moves are printed.
  func declaredTime(_ variable: String) -> ReplayValue? {
    ((try? lawful { values[variable] }) ?? nil) ?? values[variable]
  }

  /// The columns of partial derivatives, one for each number among the arguments.
  private func jacobian(_ name: String, _ list: [ReplayValue]) throws -> ReplayValue {
    let start = try apply(name, list)
    guard let height = start.entries?.count else { throw Unknown() }
    let columns = try slots(name, list) { i, entry in
      let column = try apply(derived(name, i, entry), list).entries ?? fail()
      return column.count == height ? column : Array(repeating: constant(0), count: height)
    }
    guard case .vector = start else { return .vector(columns.map { $0[0] }) }
    return .matrix((0..<height).map { i in columns.map { $0[i] } })
  }

  /// The second partial derivatives of a number, by all numbers among the arguments.
  private func hessian(_ name: String, _ list: [ReplayValue]) throws -> ReplayValue {
    guard case .number = try apply(name, list) else { throw Unknown() }
    return .matrix(
      try slots(name, list) { i, entry in
        let first = try derived(name, i, entry)
        return try slots(first, list) { j, other in
          guard case .number(let x) = try apply(derived(first, j, other), list) else {
            throw Unknown()
          }
          return x
        }
      })
  }

  /// The values for each number among the arguments of a function: of which argument it is, and which entry of it.
  private func slots<Value>(
    _ name: String, _ list: [ReplayValue], _ value: (Int, Int?) throws -> Value
  ) throws -> [Value] {
    let parameters = definitions[name]?.parameters ?? list.indices.map { "argument:\($0)" }
    return try with(parameters, list) {
      var result: [Value] = []
      for (i, argument) in list.enumerated() {
        let isNumber = if case .number = argument { true } else { false }
        for k in 0..<(isNumber ? 1 : argument.entries?.count ?? 0) {
          result.append(
            try value(i, maps[name] != nil ? result.count : (isNumber ? nil : k)))
        }
      }
      return result
    }
  }
}
