package main

import (
	"slices"
	"strconv"
	"strings"
)

// Fold carries the statements of one event out.
type Fold struct {
	rules *Rules
	state Object
	event Object
	held  Object
}

func (run *Fold) all(statements []string) {
	for _, one := range statements {
		run.carry(one)
	}
}

func (run *Fold) carry(statement string) {
	words := strings.Split(statement, " ")
	alternative := ""
	if at := slices.Index(words, "if"); at >= 0 {
		condition := words[at+1:]
		if other := slices.Index(condition, "else"); other >= 0 {
			alternative, condition = condition[other+1], condition[:other]
		}
		words = words[:at]
		if !run.true(condition) {
			if alternative == "" {
				return
			}
			words[len(words)-1] = alternative
		}
	}
	switch {
	case words[0] == "do":
		run.all(run.rules.statements[words[1]])
	case words[0] == "*":
		values, _ := copied(run.value(words[2])).(Object)
		for name, value := range values {
			set(run.state, name, value)
		}
	default:
		run.change(words[0], words[1], words[2:])
	}
}

func (run *Fold) true(condition []string) bool {
	made := true
	for len(condition) > 0 {
		part := condition
		if at := slices.Index(condition, "and"); at >= 0 {
			part, condition = condition[:at], condition[at+1:]
		} else {
			condition = nil
		}
		switch {
		case part[0] == "not":
			made = made && !holds(run.value(part[1]))
		case len(part) == 3:
			made = made && within(run.value(part[0]), run.value(part[2]))
		default:
			made = made && holds(run.value(part[0]))
		}
	}
	return made
}

// change carries a statement with an operator out on all that its path names.
func (run *Fold) change(path, operator string, words []string) {
	if operator == "move" {
		value := run.value(words[3])
		for _, one := range run.picked(path) {
			if object, good := one.(Object); good {
				move(object, words[0], words[1], words[2], value)
			}
		}
		return
	}
	value := run.value(words[0])
	run.each(path, func(old any) any {
		list, _ := old.([]any)
		switch operator {
		case "=":
			return copied(value)
		case "+=":
			return append(list, copied(value))
		case "++=":
			return append(list, copied(listOf(value)).([]any)...)
		case "|=":
			for _, part := range listOf(value) {
				if part != nil && !within(part, list) {
					list = append(list, copied(part))
				}
			}
			return list
		case "-=":
			return slices.DeleteFunc(list, func(part any) bool { return within(part, listOf(value)) })
		case "plus":
			number, _ := old.(int64)
			return number + value.(int64)
		case "keep":
			return list[max(0, len(list)-int(value.(int64))):]
		case "swap":
			return swapped(list, value, run.value(words[1]))
		}
		panic("no such operator: " + operator)
	})
}

func swapped(list []any, from, to any) []any {
	made := []any{}
	for _, part := range list {
		if equal(part, from) {
			part = copied(to)
		}
		if !within(part, made) {
			made = append(made, part)
		}
	}
	return made
}

func move(object Object, from, to, member string, value any) {
	left, moved := []any{}, listOf(object[to])
	for _, part := range listOf(object[from]) {
		if one, good := part.(Object); good && equal(one[member], value) {
			moved = append(moved, part)
		} else {
			left = append(left, part)
		}
	}
	at := func(part any) string {
		one, _ := part.(Object)
		return text(one["at"])
	}
	slices.SortStableFunc(moved, func(a, b any) int { return strings.Compare(at(a), at(b)) })
	set(object, from, left)
	set(object, to, moved)
}

// set gives a member a value; one of null, false or an empty list is left out.
func set(object Object, name string, value any) {
	if holds(value) {
		object[name] = value
	} else {
		delete(object, name)
	}
}

// listOf gives a list as it is, nothing for null, and anything else as a list of one.
func listOf(value any) []any {
	if list, good := value.([]any); good {
		return list
	}
	if value == nil {
		return []any{}
	}
	return []any{value}
}

// steps splits a path at its points, but not inside brackets.
func steps(path string) []string {
	made, depth, from := []string{}, 0, 0
	for at, sign := range path {
		switch sign {
		case '[':
			depth++
		case ']':
			depth--
		case '.':
			if depth == 0 {
				made, from = append(made, path[from:at]), at+1
			}
		}
	}
	return append(made, path[from:])
}

// root gives the object in which a path begins, and the rest of the path.
func (run *Fold) root(path string) (Object, string) {
	switch path[0] {
	case '@':
		return run.event, path[1:]
	case '$':
		return run.held, path[1:]
	}
	return run.state, path
}

// value computes a value: the first of what a path names, or with [all] the list of it.
func (run *Fold) value(word string) any {
	switch {
	case word == "null":
		return nil
	case word == "true":
		return true
	case word == "@":
		return run.event
	case word[0] >= '0' && word[0] <= '9' || capitals.MatchString(word):
		return literal(word)
	}
	made := run.picked(word)
	if strings.Contains(word, "[all]") {
		return made
	}
	if len(made) == 0 {
		return nil
	}
	return made[0]
}

// picked gives all that a path names.
func (run *Fold) picked(path string) []any {
	start, rest := run.root(path)
	here := []any{start}
	for _, step := range steps(rest) {
		name, filter, filtered := strings.Cut(strings.TrimSuffix(step, "]"), "[")
		next := []any{}
		for _, one := range here {
			object, _ := one.(Object)
			value, there := object[name]
			if filtered {
				list := listOf(value)
				for _, at := range run.filter(list, filter) {
					next = append(next, list[at])
				}
			} else if there {
				next = append(next, value)
			}
		}
		here = next
	}
	return here
}

// each changes all that a path names, and makes the objects that are missing on the way.
func (run *Fold) each(path string, change func(any) any) {
	start, rest := run.root(path)
	all := steps(rest)
	here := []Object{start}
	for _, step := range all[:len(all)-1] {
		here = run.enter(here, step)
	}
	name, filter, filtered := strings.Cut(strings.TrimSuffix(all[len(all)-1], "]"), "[")
	for _, object := range here {
		if !filtered {
			set(object, name, change(object[name]))
			continue
		}
		list := listOf(object[name])
		for _, at := range run.filter(list, filter) {
			list[at] = change(list[at])
		}
		set(object, name, slices.DeleteFunc(list, func(part any) bool { return part == nil }))
	}
}

func (run *Fold) enter(here []Object, step string) []Object {
	name, filter, filtered := strings.Cut(strings.TrimSuffix(step, "]"), "[")
	next := []Object{}
	for _, object := range here {
		if filtered {
			list := listOf(object[name])
			for _, at := range run.filter(list, filter) {
				if one, good := list[at].(Object); good {
					next = append(next, one)
				}
			}
			continue
		}
		one, good := object[name].(Object)
		if !good {
			one = Object{}
			object[name] = one
		}
		next = append(next, one)
	}
	return next
}

// filter gives the numbers of the elements that brackets pick.
func (run *Fold) filter(list []any, filter string) []int {
	made := []int{}
	number, err := strconv.Atoi(filter)
	for at, one := range list {
		object, _ := one.(Object)
		picked := false
		switch {
		case filter == "all":
			picked = true
		case filter == "last":
			picked = at == len(list)-1
		case err == nil:
			picked = at == number-1
		default:
			picked = true
			for _, condition := range strings.Split(filter, ",") {
				picked = picked && run.matches(object, condition)
			}
		}
		if picked {
			made = append(made, at)
		}
	}
	return made
}

func (run *Fold) matches(object Object, condition string) bool {
	name, wanted, _ := strings.Cut(condition, "=")
	if exact, found := strings.CutPrefix(wanted, "="); found {
		return equal(object[name], run.value(exact))
	}
	name, none := strings.CutSuffix(name, "!")
	for _, word := range strings.Split(wanted, "|") {
		if within(object[name], run.value(word)) {
			return !none
		}
	}
	return none
}
