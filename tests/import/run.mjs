// run.mjs -- the import's tests: real files counted twice, repeated, cut short, and spoilt.
import './real.mjs';
import './messages.mjs';
import './again.mjs';
import './monthly.mjs';
import './spoilt.mjs';
import './maps.mjs';
import { finish } from './desk.mjs';
finish();
