package main

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Rules are the rules of folding, as the page has them.
type Rules struct {
	statements map[string][]string
	begins     []string
	required   map[string][]string
	defaults   map[string]Object
	kinds      map[string]bool
}

// rulesOf reads the rules between the fences of the page.
func rulesOf(page string) (*Rules, error) {
	_, text, found := strings.Cut(page, "```text\n")
	text, _, closed := strings.Cut(text, "\n```")
	if !found || !closed {
		return nil, errors.New("no rules of folding")
	}
	rules := &Rules{map[string][]string{}, nil, map[string][]string{}, map[string]Object{}, map[string]bool{}}
	for _, line := range strings.Split(strings.ReplaceAll(text, "\n    ", " "), "\n") {
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		switch words[0] {
		case "begins":
			rules.begins = words[1:]
		case "required":
			for _, word := range words[1:] {
				kind, name, _ := strings.Cut(word, ".")
				rules.required[kind] = append(rules.required[kind], name)
			}
		case "default":
			kind, name, _ := strings.Cut(words[1], ".")
			if rules.defaults[kind] == nil {
				rules.defaults[kind] = Object{}
			}
			rules.defaults[kind][name] = literal(words[2])
		default:
			types, said, _ := strings.Cut(strings.Join(words, " "), ": ")
			for _, name := range strings.Fields(types) {
				rules.statements[name] = strings.Split(said, "; ")
				if kind, _, typed := strings.Cut(name, "."); typed {
					rules.kinds[kind] = true
				}
			}
		}
	}
	return rules, nil
}

func literal(word string) any {
	if number, err := strconv.ParseInt(word, 10, 64); err == nil {
		return number
	}
	return word
}

// fold gives the state after an event; nil when the event cannot come there.
func (rules *Rules) fold(kind, name, stream string, before, data Object) Object {
	statements, known := rules.statements[name]
	if !known || (before == nil) != slices.Contains(rules.begins, name) {
		return nil
	}
	state := Object{"id": stream}
	if before != nil {
		state = copied(before).(Object)
	}
	for name, value := range rules.defaults[kind] {
		if state[name] == nil {
			state[name] = value
		}
	}
	run := &Fold{rules, state, data, Object{}}
	run.all(statements)
	made := run.state
	for name, value := range rules.defaults[kind] {
		if made[name] == value {
			delete(made, name)
		}
	}
	for _, name := range rules.required[kind] {
		if made[name] == nil {
			made[name] = []any{}
		}
	}
	return made
}

// holds says whether a value counts as there.
func holds(value any) bool {
	list, isList := value.([]any)
	return value != nil && value != false && !(isList && len(list) == 0)
}

func copied(value any) any {
	switch value := value.(type) {
	case Object:
		made := Object{}
		for name, part := range value {
			made[name] = copied(part)
		}
		return made
	case []any:
		made := make([]any, len(value))
		for at, part := range value {
			made[at] = copied(part)
		}
		return made
	}
	return value
}

// equal compares two values; what is left out is equal.
func equal(one, other any) bool {
	if !holds(one) || !holds(other) {
		return holds(one) == holds(other)
	}
	return string(canonical(one)) == string(canonical(other))
}

// within says whether a value is another one, or an element of it.
func within(one, other any) bool {
	list, isList := other.([]any)
	return equal(one, other) || isList && slices.ContainsFunc(list, func(part any) bool { return equal(one, part) })
}

var capitals = regexp.MustCompile(`^[A-Z][A-Z_]*$`)
