package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Object is a parsed JSON object; its values are Object, []any, string, int64, bool or nil.
type Object = map[string]any

const (
	deepest = 40
	largest = 1<<53 - 1
)

var errNotCanonical = errors.New("not canonical")

// parse reads canonical JSON (RFC 8785 without fractions); anything else is an error.
func parse(data []byte) (any, error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var raw any
	if err := decoder.Decode(&raw); err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, errNotCanonical
	}
	value, err := whole(raw, 0)
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(canonical(value), data) {
		return nil, errNotCanonical
	}
	return value, nil
}

// whole turns numbers into int64, and refuses what is nested too deep.
func whole(value any, depth int) (any, error) {
	switch value := value.(type) {
	case json.Number:
		number, err := strconv.ParseInt(value.String(), 10, 64)
		if err != nil || number < 0 || number > largest {
			return nil, errNotCanonical
		}
		return number, nil
	case []any:
		if depth == deepest {
			return nil, errNotCanonical
		}
		for at, part := range value {
			made, err := whole(part, depth+1)
			if err != nil {
				return nil, err
			}
			value[at] = made
		}
	case Object:
		if depth == deepest {
			return nil, errNotCanonical
		}
		for name, part := range value {
			for _, sign := range name {
				if sign > 0xffff {
					return nil, errNotCanonical
				}
			}
			made, err := whole(part, depth+1)
			if err != nil {
				return nil, err
			}
			value[name] = made
		}
	}
	return value, nil
}

// canonical writes a value as RFC 8785 says.
func canonical(value any) []byte {
	var out strings.Builder
	write(&out, value)
	return []byte(out.String())
}

func write(out *strings.Builder, value any) {
	switch value := value.(type) {
	case nil:
		out.WriteString("null")
	case bool:
		out.WriteString(strconv.FormatBool(value))
	case int64:
		out.WriteString(strconv.FormatInt(value, 10))
	case string:
		quote(out, value)
	case []any:
		out.WriteByte('[')
		for at, part := range value {
			if at > 0 {
				out.WriteByte(',')
			}
			write(out, part)
		}
		out.WriteByte(']')
	case Object:
		names := make([]string, 0, len(value))
		for name := range value {
			names = append(names, name)
		}
		sort.Strings(names)
		out.WriteByte('{')
		for at, name := range names {
			if at > 0 {
				out.WriteByte(',')
			}
			quote(out, name)
			out.WriteByte(':')
			write(out, value[name])
		}
		out.WriteByte('}')
	}
}

func quote(out *strings.Builder, text string) {
	short := map[rune]string{'"': `\"`, '\\': `\\`, '\b': `\b`, '\t': `\t`, '\n': `\n`, '\f': `\f`, '\r': `\r`}
	out.WriteByte('"')
	for _, sign := range text {
		if escape, found := short[sign]; found {
			out.WriteString(escape)
		} else if sign < 0x20 {
			fmt.Fprintf(out, `\u%04x`, sign)
		} else {
			var room [utf8.UTFMax]byte
			out.Write(room[:utf8.EncodeRune(room[:], sign)])
		}
	}
	out.WriteByte('"')
}

// object reads canonical bytes that are an object; nil otherwise.
func object(text string) Object {
	value, err := parse([]byte(text))
	if err != nil {
		return nil
	}
	made, _ := value.(Object)
	return made
}

// walk calls visit with each object inside a value.
func walk(value any, visit func(Object)) {
	switch value := value.(type) {
	case []any:
		for _, part := range value {
			walk(part, visit)
		}
	case Object:
		visit(value)
		for _, part := range value {
			walk(part, visit)
		}
	}
}
