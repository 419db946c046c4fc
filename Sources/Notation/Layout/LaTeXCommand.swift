/// The LaTeX command that a Unicode character stands for, as in `given` blocks; `nil` where there is
/// none: `≤` is `\le`.
public func latexCommand(for character: Character) -> String? { Letters.latex[character] }
