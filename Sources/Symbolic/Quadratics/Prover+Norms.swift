import Exact
import Kernel

/// Inequalities between norms of vectors.
extension Prover {
  /// 0 ≤ r − s from 0 ≤ r and 0 ≤ r² − s², where s is the one multiple of a norm that is subtracted, or r the one that
  /// is added.
  func normBound(_ term: Term) throws -> Theorem {
    if let result = try boundOfNumerator(term, { try normBound($0) }) { return result }
    let fraction = try RationalForm(nonzero: []).fraction(of: term)
    guard fraction.denominator.isEmpty else { throw ProofFailure("norms are needed", term) }
    let polynomial = fraction.numerator
    let roots = polynomial.terms.filter { term in
      term.monomial.factors.contains { $0.atom.isNorm && $0.exponent % 2 == 1 }
    }
    let negative = roots.filter { $0.coefficient.sign < 0 }
    var lesser: Polynomial
    if negative.count == 1 {
      lesser = Polynomial(negative[0].monomial, -negative[0].coefficient)
    } else if roots.count == 1 {
      lesser = Polynomial(roots[0].monomial, roots[0].coefficient) - polynomial
    } else {
      throw ProofFailure("more than one norm is subtracted", term)
    }
    let (r, s) = try ((polynomial + lesser).term(in: .real), lesser.term(in: .real))
    let context = try adding(polynomial.atoms.filter(\.isNorm).map { try Self.normNonnegative($0) })
    guard let sign = try context.lowerBound(r) else { throw ProofFailure("no sign is known", r) }
    let squares = try context.normalize(r * r - s * s)
    let gap = try context.quadraticBound(squares.right).weakened().rewritten(
      by: .congruence(.lessOrEqual, [.reflexive(.zero), squares.symmetric()]))
    return try Self.comparisonOfSquares(r, s).modusPonens(sign.weakened()).modusPonens(gap)
      .moved(to: term)
  }

  /// 0 ≤ ‖v‖.
  private static func normNonnegative(_ norm: Term) throws -> Theorem {
    guard let square = norm.arguments(of: .squareRoot)?[0],
      let v = square.arguments(of: .inner)?[0]
    else { throw ProofFailure("a norm is needed", norm) }
    return try Theorem.use(.squareRoot, [square], MatrixLemma.innerNonnegative(v)).conjuncts().0
  }

  /// 0 ≤ ‖u‖‖v‖ ± ⟨u, v⟩ for the products of norms in a term, with the inner products among the atoms
  /// that these bounds speak of.
  func normForms(_ atoms: [Term], in term: Term) throws -> [(Theorem, Term)] {
    guard term.uses(.squareRoot) else { return [] }
    var result: [(Theorem, Term)] = []
    for (monomial, _) in try fraction(of: term).value.numerator.terms {
      let norms = monomial.factors.filter { $0.atom.isNorm && $0.exponent == 1 }.map(\.atom)
      guard norms.count == 2,
        let u = norms[0].arguments(of: .squareRoot)?[0].arguments(of: .inner)?[0],
        let v = norms[1].arguments(of: .squareRoot)?[0].arguments(of: .inner)?[0],
        u.sort == v.sort
      else { continue }
      for sign in [Rational.one, -1] {
        let bound = try expanded(MatrixLemma.schwarz(u, v, sign))
        for atom in bound.bounded.innerAtoms where atoms.contains(atom) {
          result.append((bound, atom))
        }
      }
    }
    return result
  }
}

extension Term {
  /// Whether it is √⟨v, v⟩.
  fileprivate var isNorm: Bool {
    guard let x = arguments(of: .squareRoot)?[0].arguments(of: .inner) else { return false }
    return x[0] === x[1]
  }
}
