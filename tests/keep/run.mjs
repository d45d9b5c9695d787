// run.mjs -- backup, restore, doctor, measurements and the service manager, from outside.
import { finish } from './ground.mjs';

for (const part of ['copies', 'forks', 'doctor', 'service'])
	await import(`./${part}.mjs`);
finish();
