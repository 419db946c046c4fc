extension Expression {
  /// The direct parts, in reading order; for a binder its bounds and condition, then the body.
  public var children: [Expression] { form.children }
  /// The expression with each direct part replaced; `nil` as soon as one has no replacement.
  public func mapping(_ transform: (Expression) -> Expression?) -> Expression? {
    func one(_ a: Expression, _ make: (Expression) -> Form) -> Form? { transform(a).map(make) }
    func two(_ a: Expression, _ b: Expression, _ make: (Expression, Expression) -> Form) -> Form? {
      guard let a = transform(a), let b = transform(b) else { return nil }
      return make(a, b)
    }
    func many(_ list: [Expression], _ make: ([Expression]) -> Form) -> Form? {
      let mapped = list.compactMap(transform)
      return mapped.count == list.count ? make(mapped) : nil
    }
    func headed(
      _ head: Expression, _ list: [Expression], _ make: (Expression, [Expression]) -> Form
    ) -> Form? {
      guard let head = transform(head) else { return nil }
      return many(list) { make(head, $0) }
    }
    let result: Form? =
      switch form {
      case .number, .symbol, .constant: form
      case .negate(let a): one(a) { .negate($0) }
      case .transpose(let a): one(a) { .transpose($0) }
      case .partial(let a, let name, let order):
        one(a) { .partial($0, by: name, order: order) }
      case .gradient(let a, let names): one(a) { .gradient($0, by: names) }
      case .prime(let a): one(a) { .prime($0) }
      case .jacobian(let a): one(a) { .jacobian($0) }
      case .setBuilder(let names, let a): one(a) { .setBuilder(names, $0) }
      case .not(let a): one(a) { .not($0) }
      case .forAll(let name, let a): one(a) { .forAll(name, $0) }
      case .exists(let name, let a): one(a) { .exists(name, $0) }
      case .almostEvery(let name, let a): one(a) { .almostEvery(name, $0) }
      case .binary(let operation, let a, let b): two(a, b) { .binary(operation, $0, $1) }
      case .power(let a, let b): two(a, b) { .power($0, $1) }
      case .plusMinus(let a, let b): two(a, b) { .plusMinus($0, $1) }
      case .relation(let relation, let a, let b): two(a, b) { .relation(relation, $0, $1) }
      case .and(let a, let b): two(a, b) { .and($0, $1) }
      case .or(let a, let b): two(a, b) { .or($0, $1) }
      case .implies(let a, let b): two(a, b) { .implies($0, $1) }
      case .iff(let a, let b): two(a, b) { .iff($0, $1) }
      case .call(let operation, let list): many(list) { .call(operation, $0) }
      case .tuple(let list): many(list) { .tuple($0) }
      case .set(let list): many(list) { .set($0) }
      case .apply(let head, let list): headed(head, list) { .apply($0, $1) }
      case .index(let head, let list): headed(head, list) { .index($0, $1) }
      case .partialEntry(let e, let name, let list):
        headed(e, list) { .partialEntry($0, of: name, indices: $1) }
      case .matrix(let rows): matrix(rows, transform)
      case .bind(let binder, let body):
        if let body = transform(body), let binder = binder.mapping({ e, _ in transform(e) }) {
          .bind(binder, body: body)
        } else {
          nil
        }
      }
    return result.map { Expression($0, at: place) }
  }

  private func matrix(
    _ rows: [[Expression]], _ transform: (Expression) -> Expression?
  ) -> Form? {
    var mapped: [[Expression]] = []
    for row in rows {
      let entries = row.compactMap(transform)
      guard entries.count == row.count else { return nil }
      mapped.append(entries)
    }
    return .matrix(mapped)
  }
}

extension Expression.Form {
  var children: [Expression] {
    switch self {
    case .number, .symbol, .constant: []
    case .negate(let a), .transpose(let a), .partial(let a, _, _), .gradient(let a, _),
      .prime(let a), .jacobian(let a), .setBuilder(_, let a), .not(let a), .forAll(_, let a),
      .exists(_, let a), .almostEvery(_, let a):
      [a]
    case .binary(_, let a, let b), .power(let a, let b), .plusMinus(let a, let b),
      .relation(_, let a, let b), .and(let a, let b), .or(let a, let b), .implies(let a, let b),
      .iff(let a, let b):
      [a, b]
    case .call(_, let list), .tuple(let list), .set(let list): list
    case .apply(let head, let list), .index(let head, let list),
      .partialEntry(let head, _, let list):
      [head] + list
    case .matrix(let rows): rows.flatMap { $0 }
    case .bind(let binder, let body): binder.outside + binder.inside + [body]
    }
  }

  /// A hash of the operator and of the trees below, without names.
  func skeleton(over parts: [Expression]) -> Int {
    var hasher = Hasher()
    switch self {
    case .number(let q): hasher.combine(q)
    case .constant(let constant): hasher.combine(constant)
    case .binary(let operation, _, _): hasher.combine(operation)
    case .call(let operation, _): hasher.combine(operation)
    case .relation(let relation, _, _): hasher.combine(relation)
    default: break
    }
    for part in parts { hasher.combine(part.skeleton) }
    return hasher.finalize()
  }

  /// Whether the operator itself is about complex numbers.
  var isComplexOperator: Bool {
    switch self {
    case .constant(.imaginaryUnit), .call(.spectrum, _), .call(.realPart, _),
      .call(.imaginaryPart, _), .call(.conjugate, _):
      true
    default: false
    }
  }
}
