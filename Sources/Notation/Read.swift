/// The largest file that is read, in bytes.
private let largestFile = 4 << 20

/// Reads a note: Markdown, or LaTeX when the file's name ends in `.tex`.
///
/// Throws for what concerns the whole file: a `given` block that cannot be read, a file without
/// any claim, a file over 4 MiB. A display that cannot be read is a claim whose content is the
/// failure.
public func readNote(_ text: String, file: String) throws(ReadingError) -> Note {
  guard text.utf8.count <= largestFile else {
    throw ReadingError(
      at: Place(file: file, line: 1, column: 1), "this file is larger than 4 MiB",
      suggestion: "split it")
  }
  return file.hasSuffix(".tex")
    ? try LaTeXReader.read(text, file: file)
    : try MarkdownReader.read(text, file: file)
}

/// Reads one expression or formula with the names of a scope.
///
/// Throws at the first place that cannot be read; lines and columns are those of the text.
public func readExpression(
  _ latex: String, in scope: Scope, file: String = "input"
) throws(ReadingError) -> Expression {
  guard latex.utf8.count <= largestFile else {
    throw ReadingError(at: Place(file: file, line: 1, column: 1), "this formula is too long")
  }
  var parser = try Parser(Fragment(latex, file: file), scope: scope)
  let e = try parser.anyFormula()
  guard parser.atEnd else { throw parser.unexpected() }
  return e
}

/// Reads the statements of a `given` block, into an outer scope.
///
/// Throws at the first statement that cannot be read.
public func readGiven(
  _ text: String, in scope: Scope = Scope(), file: String = "given"
) throws(ReadingError) -> Scope {
  try GivenBlock.read(Fragment(text, file: file), into: scope)
}
