import Exact
import Kernel

/// Real and imaginary parts.
extension Prover {
  /// Re z = a or Im z = b, by z = a + i·b.
  func complexPart(_ op: Operator, _ z: Term) throws -> Theorem {
    let whole: Term = try .apply(op, [z])
    if let x = z.arguments(of: .realToComplex)?[0], op == .realPart {
      return try Self.realPartOfCast(x)
    }
    let (a, b) = try complexParts(z)
    let sum = try .apply(.realToComplex, [a]) + .imaginaryUnit * .apply(.realToComplex, [b])
    let equal = try equation(z, sum)
    let parts = try Theorem.axiom(.complexParts, [a, b]).conjuncts()
    let result = try Theorem.congruence(op, [equal])
      .then(op == .realPart ? parts.0 : parts.1)
    guard try result.left === whole else { throw ProofFailure("complex parts", z) }
    return result
  }

  /// z ≠ 0, where z is a real number built from casts of real terms and not a cast itself.
  func nonzeroReal(_ z: Term) throws -> Theorem {
    let (a, b) = try complexParts(z)
    let cast: Term = try .apply(.realToComplex, [a])
    guard b.number?.isZero == true, cast !== z, z.arguments(of: .realToComplex) == nil else {
      throw ProofFailure("it is not known to be real", z)
    }
    let equal = try equation(z, cast)
    let assumed = try Theorem.assume(.equal(z, z.zeroOfSort))
    return try nonzero(cast).refuting(equal.symmetric().then(assumed)).negating(assumed.conclusion)
  }

  /// Real terms a, b with z = a + i·b, when z is built from real numbers and i.
  private func complexParts(_ z: Term) throws -> (Term, Term) {
    let form = try fraction(of: elementary(z).right)
    let real = try split(form.value.numerator)
    var bottom = Polynomial.one
    for (factor, exponent) in form.value.denominator {
      let parts = try split(factor)
      guard parts.imaginary.isZero else {
        throw ProofFailure("a complex denominator is not taken apart", z)
      }
      bottom = try bottom * parts.real.power(exponent)
    }
    let denominator = try bottom.term(in: .real)
    let isOne = bottom.constant?.isOne == true
    let (a, b) = try (real.real.term(in: .real), real.imaginary.term(in: .real))
    return isOne ? (a, b) : (try a / denominator, try b / denominator)
  }

  /// p = real + i·imaginary, over real atoms.
  private func split(_ polynomial: Polynomial) throws -> (real: Polynomial, imaginary: Polynomial) {
    var real = Polynomial.zero
    var imaginary = Polynomial.zero
    for (monomial, coefficient) in polynomial.terms {
      let power = monomial.exponent(of: .imaginaryUnit)
      var part = Polynomial(power % 4 >= 2 ? -coefficient : coefficient)
      for factor in monomial.removing(.imaginaryUnit).factors {
        guard let x = factor.atom.arguments(of: .realToComplex)?[0] else {
          throw ProofFailure("a part of this is not known to be real", factor.atom)
        }
        part = try part * Polynomial(atom: x).power(factor.exponent)
      }
      if power % 2 == 0 { real = real + part } else { imaginary = imaginary + part }
    }
    return (real, imaginary)
  }
}
