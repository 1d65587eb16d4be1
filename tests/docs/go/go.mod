module casebook/packs

go 1.22
