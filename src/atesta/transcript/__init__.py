"""Who said what when: sound in, words with times and acoustic facts out (A5.3, B2.1 to B2.3)."""
