#!/usr/bin/env node
// Entry of the `gossamer` program.

process.stderr.write('gossamer: no commands yet\n');
process.exitCode = 2;
