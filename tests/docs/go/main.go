// Command packs checks record packs. It was written from the pages docs/record-pack-format.md, docs/record-folds.md,
// docs/signed-acts.md, docs/record.md and docs/log.md alone, so that a test can say whether these are enough to write a verifier.
//
//	packs PINS.json docs/record-folds.md casebook_tables.js PACK…
//
// It prints one line of JSON for each pack, and ends with the exit code of the last one.
package main

import (
	"encoding/json"
	"fmt"
	"os"
)

// Pins are what a reader knows from elsewhere, and asks for.
type Pins struct {
	Key        string
	PromiseKey string
	Witnesses  []string
	Quorum     int
	Kept       []string
	Authors    string
	Stream     string
	AtLeast    int64
	Needs      []string
	Shared     []string
}

func main() {
	if len(os.Args) < 5 {
		fail("packs PINS RULES TABLES PACK…")
	}
	pins := Pins{Needs: []string{"index", "authors", "nothing-withheld", "erasures"}}
	if err := json.Unmarshal(read(os.Args[1]), &pins); err != nil {
		fail(err)
	}
	rules, err := rulesOf(string(read(os.Args[2])))
	if err != nil {
		fail(err)
	}
	files, signs, exit := sharedFiles(pins.Shared), signsOf(string(read(os.Args[3]))), 0
	for _, name := range os.Args[4:] {
		report := verify(read(name), pins, rules, signs, files)
		exit = report.Exit
		line, _ := json.Marshal(report)
		fmt.Println(string(line))
	}
	os.Exit(exit)
}

func read(name string) []byte {
	data, err := os.ReadFile(name)
	if err != nil {
		fail(err)
	}
	return data
}

func fail(why any) {
	fmt.Fprintln(os.Stderr, why)
	os.Exit(2)
}
