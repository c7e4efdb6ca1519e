import { counter } from '../../../exposition/family.js';
import { label, labels } from '../../../exposition/labels.js';
import type { Collector } from '../../collector.js';

const ofController = (name: string, help: string) => counter(`node_edac_${name}`, help, ['controller']);
const ofRow = (name: string, help: string) => counter(`node_edac_${name}`, help, ['controller', 'csrow']);

const correctable = ofController('correctable_errors_total', 'Total correctable memory errors.');
const uncorrectable = ofController('uncorrectable_errors_total', 'Total uncorrectable memory errors.');
const rowCorrectable = ofRow('csrow_correctable_errors_total', 'Total correctable memory errors for this csrow.');
const rowUncorrectable = ofRow('csrow_uncorrectable_errors_total', 'Total uncorrectable memory errors for this csrow.');

/** https://docs.kernel.org/admin-guide/ras.html#edac */
const root = 'devices/system/edac/mc';

export const hostEdac: Collector = {
  name: 'host-edac',
  group: 'host',
  help: 'Errors of the memory, as its controllers count them',
  enabledByDefault: true,
  needs: 'nothing',
  families: [correctable, uncorrectable, rowCorrectable, rowUncorrectable],
  collect({ sys, emit }) {
    for (const name of sys.list(root)) {
      const controller = /^mc(\d+)$/.exec(name)?.[1];
      if (controller === undefined) continue;
      const folder = `${root}/${name}`;
      emit(correctable, sys.number(`${folder}/ce_count`), label('controller', controller));
      emit(uncorrectable, sys.number(`${folder}/ue_count`), label('controller', controller));
      const emitRow = (csrow: string, ce: string, ue: string) => {
        emit(rowCorrectable, sys.number(`${folder}/${ce}`), labels({ controller, csrow }));
        emit(rowUncorrectable, sys.number(`${folder}/${ue}`), labels({ controller, csrow }));
      };
      emitRow('unknown', 'ce_noinfo_count', 'ue_noinfo_count');
      for (const row of sys.list(folder)) {
        const csrow = /^csrow(\d+)$/.exec(row)?.[1];
        if (csrow !== undefined) emitRow(csrow, `${row}/ce_count`, `${row}/ue_count`);
      }
    }
  },
};
