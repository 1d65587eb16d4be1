package main

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
)

// Row is one line of a pack.
type Row struct {
	Object
	kind string
	line int
	part *Part
}

func (row Row) number(name string) int64 { return row.Object[name].(int64) }

// text gives a text, and an empty one for null.
func (row Row) text(name string) string {
	made, _ := row.Object[name].(string)
	return made
}

func (row Row) has(name string) bool { return row.Object[name] != nil }

func (row Row) proof() [][]byte { return hashes(row.Object["proof"]) }

func hashes(list any) [][]byte {
	made := [][]byte{}
	for _, one := range list.([]any) {
		data, _ := base64of(one.(string))
		made = append(made, data)
	}
	return made
}

var (
	patternHash   = regexp.MustCompile(`^[0-9a-f]{64}$`)
	patternStream = regexp.MustCompile(`^[a-z]+-[a-z0-9-]+$`)
	patternEvent  = regexp.MustCompile(`^[a-z]+-[a-z0-9-]+:[1-9][0-9]{0,14}$`)
)

// members says for each kind of line the type of each member, as the page's table does.
var members = map[string]string{
	"record-pack": "v:number origin:text stream:stream size:number versions:number whole:bool reader:reader keys:keys",
	"succession":  "note:text",
	"checkpoint":  "note:text proof:proof stamp:base64?",
	"index":       "note:text n:number proof:proof",
	"authors":     "envelope:text place:number size:number proof:proof end:end?",
	"version": "n:number envelope:text place:number size:number proof:proof salt:hash? body:text? state:text? " +
		"withheld:withheld? shown:text? texts:texts erased:erased author:text? signature:base64? assertion:object?",
	"erasure": "event:event envelope:text place:number size:number proof:proof author:text? signature:base64? " +
		"salt:hash body:text",
	"registry": "stream:stream n:number envelope:text place:number size:number proof:proof salt:hash? body:text? " +
		"state:text? withheld:withheld? author:text? signature:base64? of:stream? end:end?",
	"shared": "of:stream sha256:hash lines:number withheld:number size:number root:node proof:proof ends:ends",
	"more":   "name:text value:object",
	"end":    "lines:number statement:text?",
}

// began is the value of a line `more` with the name `register`.
const began = "envelope:text place:number size:number proof:proof salt:hash body:text author:text? signature:base64?"

// order is the order of the kinds of lines, as letters of a pattern.
var order = regexp.MustCompile(`^Rs*c+i?a*v+e*g*h*m*E?$`)

var letters = map[string]string{
	"record-pack": "R", "succession": "s", "checkpoint": "c", "index": "i", "authors": "a", "version": "v",
	"erasure": "e", "registry": "g", "shared": "h", "more": "m", "end": "E",
}

// rowsOf reads the lines of a pack, or says at which line they are no pack. The last line may be missing: the file was cut.
func rowsOf(data []byte) ([]Row, int) {
	lines := bytes.Split(data, []byte{'\n'})
	if last := len(lines) - 1; len(lines[last]) > 0 {
		return nil, len(lines)
	}
	rows, kinds := []Row{}, ""
	for at, line := range lines[:len(lines)-1] {
		made := object(string(line))
		kind, _ := made["kind"].(string)
		if made == nil || !formed(made, "kind:text "+members[kind]) || letters[kind] == "" {
			return nil, at + 1
		}
		if kind == "more" && made["name"] == "register" && !inside(made["value"], began) {
			return nil, at + 1
		}
		kinds += letters[kind]
		rows = append(rows, Row{Object: made, kind: kind, line: at + 1})
	}
	if !order.MatchString(kinds) || rows[0].number("v") != 3 {
		return nil, len(lines)
	}
	return rows, 0
}

func formed(row Object, wanted string) bool {
	fields := strings.Fields(wanted)
	if len(row) != len(fields) {
		return false
	}
	for _, field := range fields {
		name, kind, _ := strings.Cut(field, ":")
		value, there := row[name]
		if bare := strings.TrimSuffix(kind, "?"); !there || !(value == nil && bare != kind) && !typed(value, bare) {
			return false
		}
	}
	return true
}

func typed(value any, kind string) bool {
	text, isText := value.(string)
	switch kind {
	case "object":
		_, good := value.(Object)
		return good
	case "number":
		_, good := value.(int64)
		return good
	case "bool":
		_, good := value.(bool)
		return good
	case "text":
		return isText
	case "hash":
		return patternHash.MatchString(text)
	case "stream":
		return patternStream.MatchString(text)
	case "event":
		return patternEvent.MatchString(text)
	case "reader":
		return slices.Contains([]string{"ALL", "AGENCY", "HOLDER", "PUBLIC"}, text)
	case "withheld":
		return slices.Contains([]string{"OFFICER", "NOTICE", "PRIVATE"}, text)
	case "base64":
		_, good := base64of(text)
		return isText && good
	case "node":
		data, good := base64of(text)
		return good && len(data) == 32
	case "proof":
		return listed(value, 63, func(one any) bool { return typed(one, "node") })
	case "keys":
		return inside(value, "log:text? promises:text?")
	case "end":
		return inside(value, "n:number proof:proof")
	case "ends":
		return listed(value, largest, func(one any) bool { return inside(one, "stream:stream n:number proof:proof") })
	case "texts":
		return listed(value, largest, func(one any) bool { return inside(one, "commitment:hash salt:hash value:text") })
	case "erased":
		return listed(value, largest, func(one any) bool { return inside(one, "commitment:hash event:event") })
	}
	return false
}

func inside(value any, wanted string) bool {
	row, good := value.(Object)
	return good && formed(row, wanted)
}

func listed(value any, most int, good func(any) bool) bool {
	list, isList := value.([]any)
	if !isList || len(list) > most {
		return false
	}
	for _, one := range list {
		if !good(one) {
			return false
		}
	}
	return true
}

func ascending(value any) bool {
	before := ""
	for _, one := range value.([]any) {
		here := one.(Object)["commitment"].(string)
		if here <= before {
			return false
		}
		before = here
	}
	return true
}
