extension Variable {
  /// The product of two matrices, each transposed first where it says so.
  ///
  /// Law for C = AB and an adjoint G: ∂A = GBᵀ, ∂B = AᵀG.
  public func product(
    _ other: Variable, transposingSelf left: Bool = false, transposingOther right: Bool = false
  ) -> Variable {
    let (a, b, threads) = (value, other.value, graph.threads)
    precondition(a.shape.count == 2 && b.shape.count == 2, "products are of matrices")
    let (m, k) = left ? (a.shape[1], a.shape[0]) : (a.shape[0], a.shape[1])
    let (inner, n) = right ? (b.shape[1], b.shape[0]) : (b.shape[0], b.shape[1])
    precondition(k == inner, "a matrix \(m) × \(k) times one of \(inner) × \(n)")
    let c = MatrixProduct.product(
      a.elements, transposed: left, b.elements, transposed: right, rows: m, columns: n, inner: k,
      threads: threads)
    let (wantsLeft, wantsRight) = (isVarying, other.isVarying)
    return graph.result(Tensor([m, n], c), of: [self, other]) { g in
      let da =
        !wantsLeft
        ? nil
        : left
          ? MatrixProduct.product(
            b.elements, transposed: right, g.elements, transposed: true, rows: k, columns: m,
            inner: n, threads: threads)
          : MatrixProduct.product(
            g.elements, transposed: false, b.elements, transposed: !right, rows: m, columns: k,
            inner: n, threads: threads)
      let db =
        !wantsRight
        ? nil
        : right
          ? MatrixProduct.product(
            g.elements, transposed: true, a.elements, transposed: left, rows: n, columns: k,
            inner: m, threads: threads)
          : MatrixProduct.product(
            a.elements, transposed: !left, g.elements, transposed: false, rows: k, columns: n,
            inner: m, threads: threads)
      return [da.map { Tensor(a.shape, $0) }, db.map { Tensor(b.shape, $0) }]
    }
  }

  /// A fully connected layer: W·x + b for a weight `[O, F]`, a bias `[O]` and activations `[F, N]`.
  public func linear(weight: Variable, bias: Variable) -> Variable {
    weight.product(self).addingToRows(bias)
  }
}
