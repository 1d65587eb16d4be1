package main

import (
	"regexp"
	"slices"
	"strings"
)

var publicLine = regexp.MustCompile(`^statement-[a-z0-9-]+:[1-9][0-9]{0,14}$`)

// lines checks that each public act since the duty began names lines of its own in the public register.
func (check *Check) lines() {
	start, since := check.beginning()
	named := map[any]bool{}
	for _, row := range check.of("version") {
		body := told(row)
		if body == nil {
			continue
		}
		lines, isList := body["stated"].([]any)
		_, there := body["stated"]
		good := !there || isList
		for _, line := range lines {
			good = good && publicLine.MatchString(text(line))
			if named[line] {
				check.find("content", "line-twice", row.line)
			}
			named[line] = true
		}
		at := seconds(body["at"])
		due := start >= 0 && row.number("place") > start && at >= since && check.public(row, body)
		if !good || due && len(lines) == 0 {
			check.find("content", "line-missing", row.line)
		}
	}
}

// beginning gives the place and the time in seconds at which the duty began; -1 if the pack does not say.
func (check *Check) beginning() (int64, int64) {
	for _, line := range check.of("more") {
		if line.text("name") != "register" {
			continue
		}
		row := Row{Object: line.Object["value"].(Object), kind: "more", line: line.line}
		envelope, newest := object(row.text("envelope")), check.newest()
		if newest == nil || row.number("size") != check.size || newest.size != check.size ||
			!included(leafHash([]byte(row.text("envelope"))), row.number("place"), check.size, row.proof(), newest.root) {
			check.find("inclusion", "place", row.line)
		}
		if !enveloped(envelope, check.origin, "statement-list", 1) {
			check.find("order", "envelope-differs", row.line)
		}
		body := told(row)
		if body == nil || body["type"] != "statement.begun" {
			check.find("content", "body-differs", row.line)
			return -1, -1
		}
		check.authored(row, text(body["type"]))
		since := seconds(body["at"])
		for _, version := range check.of("version") {
			sealed := check.covering(version.number("size"))
			if since < 0 || version.number("place") > row.number("place") && sealed != nil && sealed.cosigned > 0 && since > sealed.cosigned+slack {
				check.find("time", "at", row.line)
			}
		}
		return row.number("place"), since
	}
	return -1, -1
}

// public says whether the table has the act; of one that depends on a state which is withheld it is not known.
func (check *Check) public(row Row, body Object) bool {
	only, there := check.signs.stated[text(body["type"])]
	if !there || only[0] == "" {
		return there
	}
	from := any(holdsOf(row))
	if strings.HasPrefix(only[0], "@") {
		from = body["data"]
	}
	value := member(from, strings.TrimPrefix(only[0], "@"))
	if said, isBool := value.(bool); isBool && !said {
		value = "false"
	}
	return slices.Contains(strings.Split(only[1], ","), text(value))
}
