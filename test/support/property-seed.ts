import fc from 'fast-check';

/** CI tries the same examples each time, so that a change fails for what it changed; a person's runs look for new ones. */
if (process.env.CI) fc.configureGlobal({ seed: 20_261_121 });
