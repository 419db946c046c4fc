import Exact
import Notation
import Numeric

extension Replay {
  /// What a derivative is taken by: a number, or one entry of a vector or matrix.
  struct Variable {
    let name: String
    var entry: Int?
  }

  /// The entries that a symbol is differentiated by; `nil` when it is a number.
  func variablesCount(_ name: String) -> Int? {
    if case .number? = values[name] { return nil }
    return values[name]?.entries?.count
  }

  func variables(_ name: String) -> [Variable] {
    guard let count = variablesCount(name) else { return [Variable(name: name)] }
    return (0..<count).map { Variable(name: name, entry: $0) }
  }

  /// The entry x_i or x_{ij} of a vector or matrix.
  func entry(of name: String, _ indices: [Expression]) throws -> Variable {
    let at = try indices.map { try integer($0) - 1 }
    switch values[name] {
    case .vector(let v) where at.count == 1 && v.indices.contains(at[0]):
      return Variable(name: name, entry: at[0])
    case .matrix(let m)
    where at.count == 2 && m.indices.contains(at[0]) && m[0].indices.contains(at[1]):
      return Variable(name: name, entry: at[0] * m[0].count + at[1])
    default: throw Unknown()
    }
  }

  /// The value of a symbol `unit:w:k`: w with its k-th entry 1 and the others 0.
  func unitValue(_ name: String) throws -> ReplayValue? {
    let parts = name.split(separator: ":").map(String.init)
    guard parts.count == 3, parts[0] == "unit", let k = Int(parts[2]), let base = values[parts[1]]
    else { return nil }
    var position = -1
    return base.mapping { [self] _ in
      position += 1
      return constant(position == k ? 1 : 0)
    }
  }

  /// The derivative of an expression as an expression, by the table of elementary derivatives.
  func differentiate(_ e: Expression, by v: Variable) throws -> Expression {
    func make(_ form: Expression.Form) -> Expression { Expression(form, at: e.place) }
    let zero = make(.number(0))
    let one = make(.number(1))
    func isZero(_ e: Expression) -> Bool { e.form == .number(0) }
    func d(_ e: Expression) throws -> Expression { try differentiate(e, by: v) }
    func times(_ a: Expression, _ b: Expression, _ o: BinaryOperator = .multiply) -> Expression {
      isZero(a) || isZero(b) ? zero : a == one ? b : b == one ? a : make(.binary(o, a, b))
    }
    func plus(_ a: Expression, _ b: Expression) -> Expression {
      isZero(a) ? b : isZero(b) ? a : make(.binary(.add, a, b))
    }
    func minus(_ a: Expression) -> Expression { isZero(a) ? zero : make(.negate(a)) }
    func over(_ a: Expression, _ b: Expression) -> Expression {
      isZero(a) ? zero : make(.binary(.divide, a, b))
    }
    func mapped(_ a: Expression, _ f: (Expression) -> Expression.Form) throws -> Expression {
      let slope = try d(a)
      return isZero(slope) ? zero : make(f(slope))
    }
    switch e.form {
    case .number, .constant: return zero
    case .symbol(let name):
      if name == v.name {
        return v.entry.map { make(.symbol("unit:\(name):\($0)")) } ?? one
      }
      if let definition = definitions[name], definition.parameters.isEmpty {
        return try d(definition.body)
      }
      return zero
    case .negate(let a): return minus(try d(a))
    case .binary(.add, let a, let b): return plus(try d(a), try d(b))
    case .binary(.subtract, let a, let b): return plus(try d(a), minus(try d(b)))
    case .binary(.divide, let a, let b):
      let first = over(try d(a), b)
      return plus(first, minus(over(times(a, try d(b)), make(.power(b, make(.number(2)))))))
    case .binary(let o, let a, let b): return plus(times(try d(a), b, o), times(a, try d(b), o))
    case .power(let a, let n) where isMatrix(a):
      // The factors do not commute with their derivatives.
      guard case .number(let q) = n.form, let k = q.int, (1...8).contains(k) else {
        throw Unknown()
      }
      return try d((1..<k).reduce(a) { product, _ in make(.binary(.multiply, product, a)) })
    case .power(let a, let n):
      let (da, dn) = (try d(a), try d(n))
      if isZero(dn), case .call(.norm, let list) = a.form, n.form == .number(2) {
        return times(make(.number(2)), times(list[0], try d(list[0]), .inner))
      }
      if isZero(dn) {
        let lower = make(.power(a, make(.binary(.subtract, n, one))))
        return times(da, times(n, lower))
      }
      let growth = plus(times(dn, make(.call(.log, [a]))), over(times(n, da), a))
      return times(e, growth)
    case .call(let name, let list): return try slope(of: e, name, list, by: v)
    case .apply(let head, let arguments):
      let name = try functionName(head)
      if let definition = definitions[name], definition.parameters.count == arguments.count,
        arguments.contains(where: { variablesOfArgument($0) != nil }),
        let body = definition.body.substituting(
          Dictionary(zip(definition.parameters, arguments)) { first, _ in first })
      {
        return try d(body)
      }
      var sum = zero
      for (i, argument) in arguments.enumerated() {
        let slope = try d(argument)
        if isZero(slope) { continue }
        if let count = variablesOfArgument(argument) {
          guard arguments.count == 1, maps[name] != nil else { throw Unknown() }
          for k in 0..<count {
            let partial = make(.apply(make(.symbol(try derived(name, i, k))), arguments))
            sum = plus(sum, times(make(.index(slope, [make(.number(Rational(k + 1)))])), partial))
          }
          continue
        }
        let partial = make(.apply(make(.symbol(try derived(name, i, nil))), arguments))
        sum = plus(sum, times(slope, partial))
      }
      if let definition = definitions[name], !definition.parameters.contains(v.name) {
        let body = try differentiate(definition.body, by: v)
        if !isZero(body) {
          sum = plus(sum, make(.apply(function(definition.parameters, body), arguments)))
        }
      }
      return sum
    case .index(let head, let indices):
      if case .symbol(let name) = head.form, let law = table.recurrences[name],
        table.dependencies(of: law.step).contains(v.name)
      {
        throw Unknown()
      }
      return try mapped(head) { .index($0, indices) }
    case .transpose(let a): return try mapped(a) { .transpose($0) }
    case .tuple(let list): return make(.tuple(try list.map(d)))
    case .matrix(let rows): return make(.matrix(try rows.map { try $0.map(d) }))
    case .partial(let inner, let name, let order):
      var derived = inner
      for _ in 0..<order { derived = try differentiate(derived, by: Variable(name: name)) }
      return try d(derived)
    case .partialEntry(let inner, let name, let indices):
      return try d(differentiate(inner, by: entry(of: name, indices)))
    case .gradient(let inner, let names):
      guard !names.contains(where: { if case .matrix? = values[$0] { true } else { false } }) else {
        throw Unknown()
      }
      let slopes = try names.flatMap {
        try variables($0).map { try d(differentiate(inner, by: $0)) }
      }
      return names.count == 1 && variablesCount(names[0]) == nil ? slopes[0] : make(.tuple(slopes))
    case .bind(let binder, let body):
      if let unfolded = try unfold(binder, body, at: e.place) { return try d(unfolded) }
      guard !binder.bound.contains(v.name),
        !binder.outside.contains(where: { $0.freeSymbols.contains(v.name) })
      else { throw Unknown() }
      switch binder {
      case .sum, .family, .integral, .samples: return try mapped(body) { .bind(binder, body: $0) }
      case .expectation: return try mapped(body) { .bind(binder, body: $0) }
      case .product, .extremum, .limit, .divergence: throw Unknown()
      }
    default: throw Unknown()
    }
  }

  /// The derivatives of the named operators.
  private func slope(
    of e: Expression, _ name: NamedOperator, _ list: [Expression], by v: Variable
  ) throws -> Expression {
    func make(_ form: Expression.Form) -> Expression { Expression(form, at: e.place) }
    func number(_ n: Int) -> Expression { make(.number(Rational(n))) }
    guard let a = list.first else { throw Unknown() }
    if name == .indicator {
      // It is constant where the formula does not speak of the variable.
      guard !table.dependencies(of: a).contains(v.name) else { throw Unknown() }
      return number(0)
    }
    let slopes = try list.map { try differentiate($0, by: v) }
    let da = slopes[0]
    if slopes.allSatisfy({ $0.form == .number(0) }) { return number(0) }
    func times(_ a: Expression, _ b: Expression) -> Expression { make(.binary(.multiply, a, b)) }
    func over(_ a: Expression, _ b: Expression) -> Expression { make(.binary(.divide, a, b)) }
    func minus(_ a: Expression, _ b: Expression) -> Expression { make(.binary(.subtract, a, b)) }
    func square(_ a: Expression) -> Expression { make(.power(a, number(2))) }
    switch name {
    case .log: return over(da, a)
    case .exp where isMatrix(a):
      guard list.count == 1 else { throw Unknown() }
      return make(.call(.exp, [a, da]))
    case .exp: return times(da, e)
    case .sqrt: return over(da, times(number(2), e))
    case .sin: return times(da, make(.call(.cos, [a])))
    case .cos: return make(.negate(times(da, make(.call(.sin, [a])))))
    case .tanh: return times(da, minus(number(1), square(e)))
    case .arctan: return over(da, make(.binary(.add, number(1), square(a))))
    case .logistic: return times(da, times(e, minus(number(1), e)))
    case .abs: return over(times(da, a), e)
    case .norm: return over(make(.binary(.inner, a, da)), e)
    case .trace, .diag, .vec, .realPart, .imaginaryPart, .conjugate, .expectation:
      return make(.call(name, [da]))
    case .inverse: return make(.negate(times(times(e, da), e)))
    case .determinant:
      return times(e, make(.call(.trace, [times(make(.call(.inverse, [a])), da)])))
    case .normalDensity:
      // (log N)′ = −d d′/v + d² v′/(2v²) − v′/(2v) for d = x − m.
      let (gap, v) = (minus(a, list[1]), list[2])
      guard variablesOfArgument(v) == nil, variablesOfArgument(gap) == nil else { throw Unknown() }
      let drift = over(times(gap, minus(da, slopes[1])), v)
      let spread = minus(over(square(gap), v), number(1))
      let growth = over(times(spread, slopes[2]), times(number(2), v))
      return times(e, minus(growth, drift))
    case .variance, .covariance:
      let b = list[list.count - 1]
      let mean = { (x: Expression) in make(.call(.expectation, [x])) }
      return try differentiate(minus(mean(times(a, b)), times(mean(a), mean(b))), by: v)
    default: throw Unknown()
    }
  }

  /// Whether an argument is a vector, by which the chain rule would need a sum.
  func isMatrix(_ e: Expression) -> Bool {
    if case .matrix? = try? value(e) { true } else { false }
  }

  private func variablesOfArgument(_ argument: Expression) -> Int? {
    guard let known = try? value(argument) else { return nil }
    if case .number = known { return nil }
    return known.entries?.count
  }
}
