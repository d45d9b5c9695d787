// run.mjs -- guiju killed, or its power cut, at random moments: nothing acknowledged is lost.
import './backup.mjs';
import './demo.mjs';
import './import.mjs';
import './migrate.mjs';
import './power.mjs';
import { finish } from './hall.mjs';
finish();
