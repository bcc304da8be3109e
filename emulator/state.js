import { Faults } from './faults.js';
import { Journal } from './journal.js';
import { DataLake } from './service/data-lake.js';
import { ApiError } from './service/errors.js';
import { schemaCatalog } from './service/catalog.js';
import { Store } from './service/store.js';
import { syntheticSources } from './service/synthetic.js';
import { Tokens } from './service/tokens.js';
import { OWNER } from './service/users.js';
import { initialSettings, whatIsWrongWith } from './settings.js';

const POPULATION = { sources: 0, seed: 1, allS3: false };
const isPopulation = (name) => Object.hasOwn(POPULATION, name);

/** All that the emulator holds; one for each server. */
export class State {
  tokens = new Tokens(OWNER);
  faults = new Faults();
  #start;

  /** @param {object} [start] what reset takes: the state that every reset goes back to */
  constructor(start = {}) {
    this.#start = start;
    this.reset();
  }

  /**
   * Back to the start.
   * @param {object} [changes] sources (how many to make up), seed, allS3, and any settings, also grouped under `settings`
   */
  reset({ settings = {}, ...changes } = {}) {
    const wanted = Object.entries({ ...this.#start, ...changes, ...settings });
    const population = { ...POPULATION, ...Object.fromEntries(wanted.filter(([name]) => isPopulation(name))) };
    const chosen = Object.fromEntries(wanted.filter(([name]) => !isPopulation(name)));
    refuse(whatIsWrongWith(chosen));
    refuse(whatIsWrongWithPopulation(population));

    this.settings = { ...initialSettings(), ...chosen };
    this.settingsVersion = (this.settingsVersion ?? 0) + 1;
    this.population = population;
    this.schemas = schemaCatalog();
    this.dataLake = new DataLake();
    this.journal = new Journal(this.journal?.connections);
    this.tokens.reset();
    this.faults.clear();
    this.store = new Store();
    for (const source of syntheticSources(population.sources, population.seed, population.allS3)) this.store.add(source);
  }

  /** @param {object} changes settings by name */
  changeSettings(changes) {
    refuse(whatIsWrongWith(changes));
    Object.assign(this.settings, changes);
    this.settingsVersion++;
  }
}

function whatIsWrongWithPopulation({ sources, seed, allS3 }) {
  if (!Number.isSafeInteger(sources) || sources < 0) return `'sources' takes a whole number from 0.`;
  if (!Number.isSafeInteger(seed)) return `'seed' takes a whole number.`;
  return typeof allS3 === 'boolean' ? null : `'allS3' takes true or false.`;
}

function refuse(problem) {
  if (problem) throw new ApiError('invalid', problem);
}
