extension Expression {
  /// The expression as LaTeX: `\frac{1}{2} x`.
  ///
  /// Law: read in the scope that it was read in, the text gives an equal tree.
  public var latex: String { "TODO" }
}
