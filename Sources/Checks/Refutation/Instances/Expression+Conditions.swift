import Notation

extension Expression {
  /// a − b of a = b, and of an equation for every index the family of these; `nil` of anything else.
  var differenceOfSides: Expression? {
    switch form {
    case .relation(.equal, let a, let b): Expression(.binary(.subtract, a, b), at: place)
    case .forAll(let index, let inner):
      if case .relation = inner.form {
        inner.differenceOfSides.map { Expression(.bind(.family(index), body: $0), at: place) }
      } else {
        nil
      }
    default: nil
    }
  }

  /// The parts of a conjunction.
  var conjuncts: [Expression] {
    if case .and(let a, let b) = form { a.conjuncts + b.conjuncts } else { [self] }
  }
}
