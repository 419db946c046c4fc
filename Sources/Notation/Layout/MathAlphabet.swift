/// Letters in the fonts of mathematics, as Unicode characters of their own.
///
/// Source: The Unicode Standard, block "Mathematical Alphanumeric Symbols" (U+1D400 …), whose gaps are
/// filled by "Letterlike Symbols".
enum MathAlphabet: Sendable {
  case bold, doubleStruck, script, fraktur

  init?(font: String) {
    switch font {
    case "mathbb": self = .doubleStruck
    case "mathcal": self = .script
    case "mathbf": self = .bold
    case "mathfrak": self = .fraktur
    default: return nil
    }
  }

  /// The letter or digit in this font; `nil` where there is none.
  func character(_ letter: Character) -> String? {
    if let exception = exceptions[letter] { return exception }
    guard let value = letter.asciiValue else { return nil }
    let start = UInt32(letter.isUppercase ? 65 : letter.isLowercase ? 97 : 48)
    guard let base = letter.isUppercase ? capital : letter.isLowercase ? small : digit,
      letter.isLetter || letter.isWholeNumber,
      let scalar = Unicode.Scalar(base + UInt32(value) - start)
    else { return nil }
    return String(Character(scalar))
  }

  private var capital: UInt32? {
    switch self {
    case .bold: 0x1D400
    case .doubleStruck: 0x1D538
    case .script: 0x1D49C
    case .fraktur: 0x1D504
    }
  }

  private var small: UInt32? { capital.map { $0 + 26 } }

  private var digit: UInt32? {
    switch self {
    case .bold: 0x1D7CE
    case .doubleStruck: 0x1D7D8
    case .script, .fraktur: nil
    }
  }

  private var exceptions: [Character: String] {
    switch self {
    case .bold: [:]
    case .doubleStruck:
      ["C": "ℂ", "H": "ℍ", "N": "ℕ", "P": "ℙ", "Q": "ℚ", "R": "ℝ", "Z": "ℤ"]
    case .script:
      [
        "B": "ℬ", "E": "ℰ", "F": "ℱ", "H": "ℋ", "I": "ℐ", "L": "ℒ", "M": "ℳ", "R": "ℛ", "e": "ℯ",
        "g": "ℊ", "o": "ℴ",
      ]
    case .fraktur: ["C": "ℭ", "H": "ℌ", "I": "ℑ", "R": "ℜ", "Z": "ℨ"]
    }
  }
}
