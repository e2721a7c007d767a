"""The public board (B1.1): how often a firm was complained about, beside how often it contacted people.

Firms and campaigns only, never a person. The steps, each a module: what may enter (`case`, `case_file`), one person one
case (`once`), what is held back (`burst`), which counts may be shown (`cells`, `campaigns`), what a later version may
change (`late`), how sure a rate is (`garwood`), who stands before whom (`order`); `board` puts them together and
`as_files` writes what is published.
"""
